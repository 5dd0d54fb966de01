/** The server for the window: found, started, watched, and started anew. */
import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type CloseHandlerResult,
  type ErrorHandler,
} from 'vscode-languageclient/node';
import { DOCUMENTS } from './documents.ts';
import { selectedInterpreter } from './interpreter.ts';
import { askVersion, candidates, ended, firstOf, notFound, output, spelled, type Found } from './launch.ts';
import { DRAW, type Traces } from './trace.ts';

/** What has become of the server. */
export type Change =
  | { readonly state: 'starting' }
  | { readonly state: 'running'; readonly version: string; readonly program: string }
  | { readonly state: 'stopped'; readonly why: string };

/** A server that has never run is not started again: we tell why it did not. */
const GIVE_UP = { action: CloseAction.DoNotRestart, handled: true };

const KEPT = 4000; // characters of what the server complained of

/** A client that leaves it to us to tell that a start has failed. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, show: boolean | 'force' = true): void {
    super.error(message, data, this.isRunning() ? show : false);
  }
}

export class Server implements vscode.Disposable {
  private found: Found | undefined;
  private client: LanguageClient | undefined;
  private complaints = '';
  private turn: Promise<void> = Promise.resolve();
  private readonly output: vscode.LogOutputChannel;
  private readonly place: string;
  private readonly pictures: Traces;
  private readonly onChange = new vscode.EventEmitter<Change>();

  readonly changed = this.onChange.event;

  /** `place` is the working directory of the server. */
  constructor(output: vscode.LogOutputChannel, place: string, pictures: Traces) {
    this.output = output;
    this.place = place;
    this.pictures = pictures;
  }

  /** What another command of the program writes. */
  ask(...args: string[]): Promise<string> {
    const program = this.found?.program;
    return program ? output(program, args, this.place) : Promise.reject(new Error('tapelint was not found'));
  }

  get running(): LanguageClient | undefined {
    return this.client?.isRunning() === true ? this.client : undefined;
  }

  /** Start it, or start it anew; one after the other, however often it is asked for. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.stop()).then(() => this.start());
    return this.turn;
  }

  private async start(): Promise<void> {
    this.onChange.fire({ state: 'starting' });
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const programs = candidates({
      path: vscode.workspace.getConfiguration('tapelint', folder).get('path', ''),
      interpreter: await selectedInterpreter(folder),
      folder: folder?.fsPath,
      home: homedir(),
      windows: process.platform === 'win32',
    });
    this.found = await firstOf(programs, (each) => askVersion(each, this.place));
    if (this.found === undefined) {
      this.stopped(notFound(programs));
      return;
    }
    const { program, version } = this.found;
    this.output.info(`tapelint ${version}: ${spelled(program)}`);
    this.client = this.clientOf(this.found);
    try {
      await this.client.start();
    } catch {
      this.stopped(ended(program, this.complaints));
    }
  }

  private clientOf(found: Found): LanguageClient {
    const client: Client = new Client('tapelint', 'tapelint', () => this.spawned(found), {
      documentSelector: DOCUMENTS,
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => vscode.workspace.getConfiguration().get('tapelint'),
      initializationFailedHandler: () => false,
      diagnosticPullOptions: { onChange: true },
      middleware: {
        executeCommand: (command, args, next): unknown =>
          command === DRAW ? this.pictures.ofLens(this.running, args[0]) : next(command, args),
      },
      errorHandler: {
        error: (error, message, count) => usual().error(error, message, count),
        closed: () => (client.isRunning() ? this.died(usual()) : GIVE_UP),
      },
    });
    let handler: ErrorHandler | undefined;
    const usual = (): ErrorHandler => (handler ??= client.createDefaultErrorHandler());
    const { version, program } = found;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.onChange.fire({ state: 'running', version, program: spelled(program) });
      } else if (newState === State.Starting) {
        this.onChange.fire({ state: 'starting' });
      }
    });
    return client;
  }

  /** A server that has run is started again when it dies, but not for ever. */
  private async died(usual: ErrorHandler): Promise<CloseHandlerResult> {
    const next = await usual.closed();
    if (next.action === CloseAction.DoNotRestart) {
      this.stopped(next.message ?? 'The server has stopped.');
    }
    return { ...next, handled: true };
  }

  private stopped(why: string): void {
    this.output.error(why);
    this.onChange.fire({ state: 'stopped', why });
  }

  private spawned({ program }: Found): Promise<ChildProcess> {
    this.complaints = '';
    const child = spawn(program.file, [...program.args, 'server'], { cwd: this.place });
    child.stderr.on('data', (data: Buffer) => {
      this.complaints = (this.complaints + data.toString()).slice(-KEPT);
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => {
        resolve(child);
      });
    });
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error: unknown) => {
      this.output.warn(`The server did not end by itself: ${String(error)}`);
    });
  }

  async dispose(): Promise<void> {
    await this.turn;
    await this.stop();
    this.onChange.dispose();
  }
}
