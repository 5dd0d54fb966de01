/** Puts the parts together. */
import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { onInterpreterChange } from './interpreter.ts';
import { INSTALL, namesInstall, spelled } from './launch.ts';
import { registerFixOnSave } from './saving.ts';
import { Server } from './server.ts';
import { Status } from './status.ts';
import { traces } from './trace.ts';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('tapelint', { log: true });
  const started = new Server(output);
  const status = new Status();
  server = started;
  const restart = (): void => {
    status.starting();
    void started.restart();
  };
  context.subscriptions.push(
    output,
    status,
    registerCommands(started, output, restart),
    registerFixOnSave(() => started.running),
    started.changed((trouble) => {
      void vscode.commands.executeCommand('setContext', 'tapelint.traces', traces(started.running));
      if (trouble === undefined) {
        status.running(started.found?.version ?? '', started.found ? spelled(started.found.program) : '');
      } else {
        output.error(trouble);
        status.stopped(trouble);
        void offerHelp(trouble);
      }
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tapelint.path')) {
        restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  restart();
  const listener = await onInterpreterChange(restart);
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
