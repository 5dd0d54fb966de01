/**
 * How tapelint can be started on this machine, without VS Code: the candidates in the order in
 * which they are tried, the first that answers, and what to say if none does or the server ends
 * before it has begun.
 */
import { execFile } from 'node:child_process';
import { posix, win32 } from 'node:path';

export const INSTALL = "pip install 'tapelint[server]'";

/** A way to call the program; arguments of the program come after `args`. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/** What is known of the user's wishes. */
export interface Wishes {
  /** The setting `tapelint.path`; empty if it is not set. */
  readonly path: string;
  /** The interpreter that the Python extension has selected. */
  readonly interpreter: string | undefined;
  /** The first folder of the workspace. */
  readonly folder: string | undefined;
  readonly home: string;
  readonly windows: boolean;
}

/** A program that has answered. */
export interface Found {
  readonly program: Program;
  readonly version: string;
}

/** Says the version of a program; undefined if it is no tapelint. */
export type Probe = (program: Program) => Promise<string | undefined>;

/** All ways to call tapelint, the best first; who names one in the settings wants no other. */
export function candidates(wishes: Wishes): Program[] {
  if (wishes.path.trim() !== '') {
    return [named(expanded(wishes.path.trim(), wishes), wishes)];
  }
  const found = wishes.interpreter === undefined ? [] : [ofInterpreter(wishes.interpreter)];
  const interpreter = wishes.windows ? 'python' : 'python3';
  return [...found, { file: 'tapelint', args: [] }, ofInterpreter(interpreter)];
}

function expanded(path: string, { folder, home, windows }: Wishes): string {
  const paths = windows ? win32 : posix;
  const whole = path
    .replace(/^~(?=$|[/\\])/, home)
    .replaceAll('${workspaceFolder}', folder ?? '.')
    .replaceAll('${userHome}', home);
  const isName = !/[/\\]/.test(whole);
  return isName || paths.isAbsolute(whole) || folder === undefined ? whole : paths.join(folder, whole);
}

function named(path: string, { windows }: Wishes): Program {
  const name = (windows ? win32 : posix).basename(path);
  const isInterpreter = /^(python|pypy)[\d.]*w?(\.exe)?$/i.test(name);
  return isInterpreter ? ofInterpreter(path) : { file: path, args: [] };
}

function ofInterpreter(file: string): Program {
  return { file, args: ['-m', 'tapelint'] };
}

/** As it is written in a shell. */
export function spelled(program: Program): string {
  return [program.file, ...program.args].map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ');
}

/** The first candidate that answers. */
export async function firstOf(programs: readonly Program[], probe: Probe): Promise<Found | undefined> {
  for (const program of programs) {
    const version = await probe(program);
    if (version !== undefined) {
      return { program, version };
    }
  }
  return undefined;
}

/**
 * Run a program to its end: what it wrote, or an error with what it complained of. `place` is the
 * working directory; `python -m` imports from there, so it must be nobody's project.
 */
export function output(program: Program, args: readonly string[], place: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: place, timeout: 30_000, maxBuffer: 1 << 24, windowsHide: true };
    execFile(program.file, [...program.args, ...args], options, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new Error(stderr.trim() || error.message));
      }
    });
  });
}

/** Asks a program for its version. */
export async function askVersion(program: Program, place: string): Promise<string | undefined> {
  try {
    return versionIn(await output(program, ['--version'], place));
  } catch {
    return undefined;
  }
}

/** The version in what `tapelint --version` says. */
export function versionIn(text: string): string | undefined {
  return /^tapelint (\d\S*)\s*$/.exec(text)?.[1];
}

/** What to tell the user if no candidate has answered. */
export function notFound(tried: readonly Program[]): string {
  const list = tried.map((program) => `\`${spelled(program)}\``).join(', ');
  return `tapelint was not found (tried ${list}). Install it with ${INSTALL}, or set \`tapelint.path\`.`;
}

/** What to tell the user if the server has ended before it has begun: its own last words. */
export function ended(program: Program, complaints: string): string {
  const last = complaints.trim().split(/\r?\n/).at(-1) ?? '';
  const words = last.replace(/^error: /, '');
  return `The server of tapelint (\`${spelled(program)}\`) did not start: ${words || 'it said nothing'}`;
}

/** Whether a message names the command that would help. */
export function namesInstall(message: string): boolean {
  return message.includes(INSTALL);
}
