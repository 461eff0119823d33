/** What each kind of mirror must do on each event, when it was last reviewed. Written by `npm run record`. */
import type { Recorded } from './obligation.ts'

export const expectedObligations: Readonly<Record<string, Recorded>> = {
  'UNMAP read-only, update step': {
    duty: 'never',
    because: { scenario: 'unmap', property: 'invalidate-before-replace', depth: 13 },
  },
  'UNMAP read-only, sequence': {
    duty: 'never',
    because: { scenario: 'oom-reaper', property: 'invalidate-before-replace', depth: 12 },
  },
  'UNMAP writable, update step': {
    duty: 'never',
    because: { scenario: 'unmap', property: 'invalidate-before-replace', depth: 13 },
  },
  'UNMAP writable, sequence': {
    duty: 'never',
    because: { scenario: 'oom-reaper', property: 'invalidate-before-replace', depth: 12 },
  },
  'CLEAR read-only, update step': {
    duty: 'never',
    because: { scenario: 'khugepaged', property: 'invalidate-before-replace', depth: 12 },
  },
  'CLEAR read-only, sequence': {
    duty: 'never',
    because: { scenario: 'discard', property: 'invalidate-before-replace', depth: 12 },
  },
  'CLEAR writable, update step': {
    duty: 'never',
    because: { scenario: 'khugepaged', property: 'invalidate-before-replace', depth: 12 },
  },
  'CLEAR writable, sequence': {
    duty: 'never',
    because: { scenario: 'discard', property: 'invalidate-before-replace', depth: 12 },
  },
  'PROTECTION_VMA read-only, update step': { duty: 'may be ignored' },
  'PROTECTION_VMA read-only, sequence': { duty: 'may be ignored' },
  'PROTECTION_VMA writable, update step': {
    duty: 'never',
    because: { scenario: 'mprotect', property: 'mirror-agrees-with-pte', depth: 13 },
  },
  'PROTECTION_VMA writable, sequence': {
    duty: 'never',
    because: { scenario: 'mprotect', property: 'mirror-agrees-with-pte', depth: 13 },
  },
  'PROTECTION_PAGE read-only, update step': { duty: 'may be ignored' },
  'PROTECTION_PAGE read-only, sequence': { duty: 'may be ignored' },
  'PROTECTION_PAGE writable, update step': {
    duty: 'never',
    because: { scenario: 'dax-write-protect', property: 'mirror-agrees-with-pte', depth: 13 },
  },
  'PROTECTION_PAGE writable, sequence': {
    duty: 'never',
    because: { scenario: 'dax-write-protect', property: 'mirror-agrees-with-pte', depth: 13 },
  },
  'SOFT_DIRTY read-only, update step': { duty: 'may be ignored' },
  'SOFT_DIRTY read-only, sequence': { duty: 'may be ignored' },
  'SOFT_DIRTY writable, update step': {
    duty: 'never',
    because: { scenario: 'soft-dirty', property: 'mirror-agrees-with-pte', depth: 13 },
  },
  'SOFT_DIRTY writable, sequence': {
    duty: 'never',
    because: { scenario: 'soft-dirty', property: 'mirror-agrees-with-pte', depth: 13 },
  },
  'RELEASE read-only, update step': { duty: 'may be ignored' },
  'RELEASE read-only, sequence': { duty: 'may be ignored' },
  'RELEASE writable, update step': { duty: 'may be ignored' },
  'RELEASE writable, sequence': { duty: 'may be ignored' },
  'own-MIGRATE read-only, update step': {
    duty: 'only if the sequence still moves',
    because: { scenario: 'own-fault', property: 'hole-replaced-mirrors-gone', depth: 18 },
  },
  'own-MIGRATE read-only, sequence': {
    duty: 'never',
    because: { scenario: 'own-fault', property: 'hole-replaced-mirrors-gone', depth: 19 },
  },
  'own-MIGRATE writable, update step': {
    duty: 'never',
    because: { scenario: 'own-fault', property: 'source-stable-during-copy', depth: 15 },
  },
  'own-MIGRATE writable, sequence': {
    duty: 'never',
    because: { scenario: 'own-fault', property: 'source-stable-during-copy', depth: 15 },
  },
  'own-MIGRATE, self-erasing read-only, update step': {
    duty: 'only if the sequence still moves',
    because: { scenario: 'own-fault', property: 'hole-replaced-mirrors-gone', depth: 18 },
  },
  'own-MIGRATE, self-erasing read-only, sequence': {
    duty: 'never',
    because: { scenario: 'own-fault', property: 'hole-replaced-mirrors-gone', depth: 19 },
  },
  'own-MIGRATE, self-erasing writable, update step': {
    duty: 'only if the sequence still moves',
    because: { scenario: 'own-fault', property: 'source-stable-during-copy', depth: 14 },
  },
  'own-MIGRATE, self-erasing writable, sequence': {
    duty: 'never',
    because: { scenario: 'own-fault', property: 'hole-replaced-mirrors-gone', depth: 19 },
  },
  'other-MIGRATE read-only, update step': { duty: 'not decided' },
  'other-MIGRATE read-only, sequence': { duty: 'not decided' },
  'other-MIGRATE writable, update step': {
    duty: 'never',
    because: { scenario: 'bystander', property: 'invalidate-before-replace', depth: 13 },
  },
  'other-MIGRATE writable, sequence': {
    duty: 'never',
    because: { scenario: 'bystander', property: 'invalidate-before-replace', depth: 13 },
  },
  'own-EXCLUSIVE read-only, update step': { duty: 'not decided' },
  'own-EXCLUSIVE read-only, sequence': { duty: 'may be ignored' },
  'own-EXCLUSIVE writable, update step': { duty: 'not decided' },
  'own-EXCLUSIVE writable, sequence': { duty: 'may be ignored' },
}
