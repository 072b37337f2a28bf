import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds that a system's own program may take to tell; then nobody can tell. */
const askMs = 5000;

/**
 * True unless the process is certainly gone: there is none with this id, or it began at another time. `started` is what
 * processStart said of it. Only meaningful where its process ids can be seen.
 */
export async function isRunning(pid: number, started: string | undefined): Promise<boolean> {
  if (!hasProcess(pid)) return false;
  const now = await processStart(pid);
  // A process that has ended and was not waited for yet keeps its id.
  if (now === undefined) return (await processStart(process.pid)) === undefined;
  return started === undefined || started === now;
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * When a process began, in its system's own words, so that a process id that was given out again is not taken for the
 * one that had it before. Undefined when there is no such process (or only its remains), or nobody can tell.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  switch (process.platform) {
    case 'linux':
      return linuxStart(pid);
    case 'win32':
      return output('powershell.exe', [
        '-NoProfile',
        '-NonInteractive',
        '-Command',
        `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`,
      ]);
    default: {
      const line = await output('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)]);
      const [, state, start] = /^(\S+)\s+(.+)$/.exec(line ?? '') ?? [];
      return state?.startsWith('Z') ? undefined : start;
    }
  }
}

async function output(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, args, {
      windowsHide: true,
      timeout: askMs,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function linuxStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything: fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Its first thread may be gone while another still writes.
    if (fields[0] === 'Z' && (await readdir(`/proc/${pid}/task`)).length > 1) return fields[19];
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return fields[19];
  } catch {
    return undefined;
  }
}
