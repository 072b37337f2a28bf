import type { Migration } from '../migrate.ts';
import { wholeDesign, wholeDesignSearch } from './0001-whole-design.ts';
import { runSums } from './0002-run-sums.ts';
import { runActions } from './0003-run-actions.ts';
import { gradeIndex } from './0004-grade-index.ts';
import { branches } from './0005-branches.ts';
import { conversations } from './0006-conversations.ts';
import { taskHistory } from './0007-task-history.ts';
import { thinkingTime } from './0008-thinking-time.ts';
import { runningTools } from './0009-running-tools.ts';
import { runConsent } from './0010-run-consent.ts';
import { checkVersions } from './0011-check-versions.ts';
import { cleanCounts } from './0012-clean-counts.ts';

/** In order, append-only: the place in the list is the version less one. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'whole-design', statements: [...wholeDesign, ...wholeDesignSearch] },
  { version: 2, name: 'run-sums', statements: runSums },
  { version: 3, name: 'run-actions', statements: runActions },
  { version: 4, name: 'grade-index', statements: gradeIndex },
  { version: 5, name: 'branches', statements: branches },
  { version: 6, name: 'conversations', statements: conversations },
  { version: 7, name: 'task-history', statements: taskHistory },
  { version: 8, name: 'thinking-time', statements: thinkingTime },
  { version: 9, name: 'running-tools', statements: runningTools },
  { version: 10, name: 'run-consent', statements: runConsent },
  { version: 11, name: 'check-versions', statements: checkVersions },
  { version: 12, name: 'clean-counts', statements: cleanCounts },
];
