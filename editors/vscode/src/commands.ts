/** The commands of the palette. */
import * as vscode from 'vscode';
import { fixAll } from './fixes.ts';
import { RulePages } from './rules.ts';
import type { Server } from './server.ts';
import type { Traces } from './trace.ts';

export function registerCommands(
  server: Server,
  pictures: Traces,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const pages = new RulePages((...args) => server.ask(...args));
  const table: Record<string, (...args: unknown[]) => unknown> = {
    restart: () => server.restart(),
    showOutput: () => {
      log.show();
    },
    fixAll: () => fixAll(server.running),
    explain: (code) => pages.choose(typeof code === 'string' ? code : undefined),
    trace: () => pictures.atCursor(server.running),
  };
  const commands = Object.entries(table).map(([name, run]) =>
    vscode.commands.registerCommand(`tapelint.${name}`, (...args: unknown[]) => run(...args)),
  );
  return vscode.Disposable.from(pages, ...commands);
}
