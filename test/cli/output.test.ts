import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { printJson } from '../../cli/output.ts'

test('a document that is not what its schema says is not printed', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const schema = z.strictObject({ steps: z.int() })
  expect(() => printJson(schema, { steps: Number.NaN })).toThrow()
  expect(write).not.toHaveBeenCalled()
  printJson(schema, { steps: 1 })
  expect(write).toHaveBeenCalledExactlyOnceWith('{\n  "steps": 1\n}\n')
  write.mockRestore()
})
