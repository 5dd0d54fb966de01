/** The entry of tapelint in the language status: its state, its version, and what is wrong. */
import * as vscode from 'vscode';
import { DOCUMENTS } from './documents.ts';
import type { Change } from './server.ts';

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('tapelint', DOCUMENTS);

  constructor() {
    this.item.name = 'tapelint';
  }

  show(change: Change): void {
    const { Error, Information } = vscode.LanguageStatusSeverity;
    const stopped = change.state === 'stopped';
    this.item.busy = change.state === 'starting';
    this.item.severity = stopped ? Error : Information;
    this.item.text = change.state === 'running' ? `tapelint ${change.version}` : 'tapelint';
    this.item.detail = detail(change);
    this.item.command = stopped
      ? { command: 'tapelint.restart', title: 'Restart' }
      : { command: 'tapelint.showOutput', title: 'Show Output' };
  }

  dispose(): void {
    this.item.dispose();
  }
}

function detail(change: Change): string {
  switch (change.state) {
    case 'starting':
      return 'starting';
    case 'running':
      return change.program;
    case 'stopped':
      return change.why;
  }
}
