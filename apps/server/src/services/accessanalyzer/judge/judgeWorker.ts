/** The judge's thread: answers questions about policies one after the other. It has no data of the server and no way to it. */
import { parentPort } from 'node:worker_threads'
import { checkAccessNotGranted, checkNoNewAccess, checkNoPublicAccess } from '@brevet/policy/analysis'
import { lintPolicy } from '@brevet/policy/lint'
import type { Question } from './question.ts'

function answerTo(question: Question): unknown {
  switch (question.kind) {
    case 'findings':
      return lintPolicy(question.text, question.type, question.options)
    case 'noNewAccess':
      return checkNoNewAccess(question.existing, question.proposed)
    case 'accessNotGranted':
      return checkAccessNotGranted(question.policy, question.accesses)
    case 'noPublicAccess':
      return checkNoPublicAccess(question.policy)
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (question: Question) => parentPort?.postMessage(answerTo(question)))
