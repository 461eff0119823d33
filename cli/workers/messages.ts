/** What the main thread and a worker thread tell each other. Everything is plain data: it is copied between threads. */

export type ToWorker<Task> = { readonly kind: 'task'; readonly task: Task } | { readonly kind: 'stop' }

export type FromWorker<News, Answer> =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly isModelError: boolean; readonly message: string; readonly stack: string }
