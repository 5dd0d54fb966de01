/** Puts the parts together. */
import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { registerFixOnSave } from './fixes.ts';
import { onInterpreterChange } from './interpreter.ts';
import { INSTALL, namesInstall } from './launch.ts';
import { Server } from './server.ts';
import { Status } from './status.ts';
import { Traces, traces } from './trace.ts';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('tapelint', { log: true });
  const pictures = new Traces();
  const started = new Server(output, context.extensionPath, pictures);
  const status = new Status();
  server = started;
  const restart = (): Promise<void> => started.restart();
  context.subscriptions.push(
    output,
    status,
    pictures,
    registerCommands(started, pictures, output),
    registerFixOnSave(() => started.running),
    started.changed((change) => {
      status.show(change);
      void vscode.commands.executeCommand('setContext', 'tapelint.traces', traces(started.running));
      if (change.state === 'stopped') {
        void offerHelp(change.why);
      }
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tapelint.path')) {
        void restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
  );
  void restart();
  const listener = await onInterpreterChange(() => void restart());
  if (listener !== undefined) {
    context.subscriptions.push(listener);
  }
}

/** One message, with what helps. */
async function offerHelp(trouble: string): Promise<void> {
  const copy = 'Copy Install Command';
  const show = 'Show Output';
  const offers = namesInstall(trouble) ? [copy, show] : [show];
  const chosen = await vscode.window.showErrorMessage(trouble, ...offers);
  if (chosen === copy) {
    await vscode.env.clipboard.writeText(INSTALL);
  } else if (chosen === show) {
    await vscode.commands.executeCommand('tapelint.showOutput');
  }
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}
