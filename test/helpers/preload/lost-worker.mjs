// Stands in for engines that die: every worker thread ends before it has said anything.

import { isMainThread } from 'node:worker_threads';

if (!isMainThread) process.exit(9);
