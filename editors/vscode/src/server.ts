/** The server for the window: found, started, watched, and started anew. */
import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
} from 'vscode-languageclient/node';
import { DOCUMENTS } from './documents.ts';
import { selectedInterpreter } from './interpreter.ts';
import { askVersion, candidates, ended, firstOf, notFound, spelled, type Found } from './launch.ts';

const KEPT = 4000; // characters of what the server complained of

/** A client that leaves it to us to tell that a start has failed. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, show: boolean | 'force' = true): void {
    super.error(message, data, this.isRunning() ? show : false);
  }
}

export class Server implements vscode.Disposable {
  /** What was found on the last start. */
  found: Found | undefined;
  private client: LanguageClient | undefined;
  private complaints = '';
  private turn: Promise<void> = Promise.resolve();
  private readonly output: vscode.LogOutputChannel;
  private readonly onChange = new vscode.EventEmitter<string | undefined>();

  /** Fires when the server starts to run, and with a reason when it has stopped by itself. */
  readonly changed = this.onChange.event;

  constructor(output: vscode.LogOutputChannel) {
    this.output = output;
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
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const programs = candidates({
      path: vscode.workspace.getConfiguration('tapelint', folder).get('path', ''),
      interpreter: await selectedInterpreter(folder),
      folder: folder?.fsPath,
      home: homedir(),
      windows: process.platform === 'win32',
    });
    this.found = await firstOf(programs, askVersion);
    if (this.found === undefined) {
      this.onChange.fire(notFound(programs));
      return;
    }
    const { program, version } = this.found;
    this.output.info(`tapelint ${version}: ${spelled(program)}`);
    this.client = this.clientOf(this.found, folder?.fsPath);
    try {
      await this.client.start();
    } catch {
      this.onChange.fire(ended(program, this.complaints));
    }
  }

  private clientOf(found: Found, cwd: string | undefined): LanguageClient {
    const client: Client = new Client('tapelint', 'tapelint', () => this.spawned(found, cwd), {
      documentSelector: DOCUMENTS,
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => vscode.workspace.getConfiguration().get('tapelint'),
      initializationFailedHandler: () => false,
      diagnosticPullOptions: { onChange: true },
      errorHandler: handler(() => client),
    });
    client.onDidChangeState(({ oldState, newState }) => {
      if (newState === State.Running) {
        this.onChange.fire(undefined);
      } else if (oldState === State.Running && client === this.client) {
        this.onChange.fire('The server has stopped.');
      }
    });
    return client;
  }

  private spawned({ program }: Found, cwd: string | undefined): Promise<ChildProcess> {
    this.complaints = '';
    const child = spawn(program.file, [...program.args, 'server'], cwd === undefined ? {} : { cwd });
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

/** A server that has run is started again when it dies, but not for ever; another one is not. */
function handler(of: () => LanguageClient): ErrorHandler {
  let usual: ErrorHandler | undefined;
  const ours = (): ErrorHandler => (usual ??= of().createDefaultErrorHandler());
  return {
    error: (error, message, count) => ours().error(error, message, count),
    closed: () =>
      of().isRunning() ? ours().closed() : { action: CloseAction.DoNotRestart, handled: true },
  };
}
