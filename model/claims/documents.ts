/** The documents whose sentences are checked. They are public, and are quoted here by a few words only. */
export type DocumentId = '000' | '001' | '002' | '003' | '004'

export interface Document {
  readonly id: DocumentId
  readonly title: string
  readonly by: string
}

export const documents: readonly Document[] = [
  {
    id: '000',
    title: 'mm/migrate.c: optimize migrate_vma_pages() mmu notifier',
    by: 'commit 5e5dda81a0df, Ralph Campbell, 15 December 2020',
  },
  { id: '001', title: '[PATCH v2 0/3] mmu notifier contextual informations', by: 'Jérôme Glisse' },
  {
    id: '002',
    title: 'Re: [PATCH v4 6/6] mm/migrate: remove range invalidation in migrate_vma_pages()',
    by: 'Ralph Campbell and Jason Gunthorpe, 28 July 2020',
  },
  {
    id: '003',
    title: 'Re: [PATCH 2/4] mm: handle multiple owners of device private pages in migrate_vma',
    by: 'Ralph Campbell and Christoph Hellwig, 16 March 2020',
  },
  {
    id: '004',
    title: 'mm: turn migrate_vma upside down, with the text that it removed from Documentation/vm/hmm.rst',
    by: 'commit a7d1f22bb74f, Christoph Hellwig, 14 August 2019',
  },
]
