// One measured child process: CPU, wall and peak memory, with a limit on time and on memory.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ isDone: boolean, reason: string, exitCode: number | null, cpuS: number, wallS: number, peakMb: number, stdout: string }} Measured
 *   reason: why it failed, one line; empty when done
 */

// Preloaded into the child (its worker threads included, which are silent): CPU in µs and peak RSS in KiB go to descriptor 3.
const METER = `data:text/javascript,${encodeURIComponent(`import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, userCPUTime + systemCPUTime + ' ' + maxRSS);
});`)}`;
const POLL_MS = 100;
const TICKS_PER_SECOND = 100;
const LONGEST_REASON = 240;
/** Of each stream: answers are read whole, but a crash prints the minified source before it says what happened. */
const LONGEST_TEXTS = [0, 2 ** 24, 20_000, 200];

/** What Linux says about a running process; null elsewhere. A child that is killed says nothing itself. @param {number} pid */
function glance(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = (/** @type {string} */ key) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return { cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND, peakMb: kib('VmHWM') / 1024, nowMb: kib('VmRSS') / 1024 };
  } catch {
    return null;
  }
}

/** The line of an error output that says most, and the first detail below it. @param {string} stderr */
function tellingLine(stderr) {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const at = Math.max(
    0,
    lines.findIndex((line) => /^(?:\w*Error|error)\b.*:/.test(line)),
  );
  const [line = 'no message', next = ''] = lines.slice(at);
  const text = /^ {2}(?! *at )/.test(next) ? `${line.trim()}: ${next.trim()}` : line.trim();
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}

/**
 * Runs Node with these arguments and measures it. The memory limit holds for the heap and for the whole process, because
 * typed arrays and WebAssembly lie outside the heap.
 * @param {readonly string[]} argv
 * @param {{ cwd: string, timeLimitS: number, memoryMb: number, nodeOptions?: readonly string[] }} limits nodeOptions: for Node itself, before the script
 * @returns {Promise<Measured>}
 */
export function measure(argv, { cwd, timeLimitS, memoryMb, nodeOptions = [] }) {
  return new Promise((done) => {
    const begin = performance.now();
    const child = spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, ...nodeOptions, '--import', METER, ...argv], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const texts = ['', '', '', ''];
    [1, 2, 3].forEach((n) => {
      child.stdio[n]?.on('data', (chunk) => {
        texts[n] = `${texts[n]}${chunk}`.slice(-(LONGEST_TEXTS[n] ?? 0));
      });
    });
    let killed = '';
    let seen = { cpuS: Number.NaN, peakMb: Number.NaN, nowMb: 0 };
    const poll = setInterval(() => {
      seen = glance(child.pid ?? 0) ?? seen;
      if (seen.nowMb > memoryMb) killed = `memory: over ${memoryMb} MB`;
      else if (performance.now() - begin > timeLimitS * 1000) killed = `time-out: not done after ${timeLimitS} s`;
      else return;
      // A dead process has no memory any more: what was seen before counts.
      clearInterval(poll);
      child.kill('SIGKILL');
    }, POLL_MS);
    child.on('close', (exitCode) => {
      clearInterval(poll);
      const wallS = (performance.now() - begin) / 1000;
      const [cpu, rss] = (texts[3] ?? '').split(' ').map(Number);
      const [stdout = '', stderr = ''] = texts.slice(1);
      const isHeapFull = /heap out of memory|Reached heap limit/.test(stderr);
      const failure = isHeapFull ? `memory: heap limit of ${memoryMb} MB` : `exit ${exitCode}, ${tellingLine(stderr)}`;
      done({
        isDone: exitCode === 0,
        reason: killed || (exitCode === 0 ? '' : failure),
        exitCode,
        cpuS: cpu ? cpu / 1e6 : seen.cpuS,
        wallS,
        peakMb: rss ? rss / 1024 : seen.peakMb,
        stdout,
      });
    });
  });
}
