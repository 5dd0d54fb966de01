/** The entry of tapelint in the language status: its state, its version, and what is wrong. */
import * as vscode from 'vscode';
import { DOCUMENTS } from './documents.ts';

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('tapelint', [...DOCUMENTS]);

  constructor() {
    this.item.name = 'tapelint';
    this.starting();
  }

  starting(): void {
    this.show('tapelint', 'starting', vscode.LanguageStatusSeverity.Information);
    this.item.busy = true;
  }

  running(version: string, program: string): void {
    this.show(`tapelint ${version}`, program, vscode.LanguageStatusSeverity.Information);
  }

  stopped(why: string): void {
    this.show('tapelint', why, vscode.LanguageStatusSeverity.Error);
    this.item.command = { command: 'tapelint.restart', title: 'Restart' };
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = false;
    this.item.command = { command: 'tapelint.showOutput', title: 'Show Output' };
  }

  dispose(): void {
    this.item.dispose();
  }
}
