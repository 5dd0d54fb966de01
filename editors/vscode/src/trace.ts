/** The picture of the tapes at a line, which the server draws, in a panel beside the code. */
import { basename } from 'node:path/posix';
import * as vscode from 'vscode';
import { ExecuteCommandRequest, type LanguageClient } from 'vscode-languageclient/node';
import { themed } from './page.ts';

/** The command of the server. */
export const DRAW = 'tapelint.showTrace';

/** What is drawn: the tapes at a line of a document, as the server counts them. */
interface Place {
  readonly uri: string;
  readonly line: number;
}

/** Whether a server can draw. */
export function traces(client: LanguageClient | undefined): boolean {
  const commands = client?.initializeResult?.capabilities.executeCommandProvider?.commands;
  return commands?.includes(DRAW) ?? false;
}

/** Shows one picture at a time. */
export class Traces implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private html = '';
  private readonly recolour = vscode.window.onDidChangeActiveColorTheme(() => {
    this.colour();
  });

  /** What is at the cursor. */
  async atCursor(client: LanguageClient | undefined): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (client === undefined) {
      tell('The server of tapelint is not running.');
    } else if (editor === undefined) {
      tell('Put the cursor into Python code first.');
    } else if (!traces(client)) {
      tell('This version of tapelint cannot draw tapes in an editor: install a newer one.');
    } else {
      const { document, selection } = editor;
      await this.at(client, {
        uri: client.code2ProtocolConverter.asUri(document.uri),
        line: selection.active.line,
      });
    }
  }

  /** What a lens of the server asks for. */
  async ofLens(client: LanguageClient | undefined, asked: unknown): Promise<void> {
    if (client !== undefined && isPlace(asked)) {
      await this.at(client, asked);
    }
  }

  private async at(client: LanguageClient, { uri, line }: Place): Promise<void> {
    const answer: unknown = await client.sendRequest(ExecuteCommandRequest.type, {
      command: DRAW,
      arguments: [{ uri, line }],
    });
    const html = typeof answer === 'object' && answer !== null && 'html' in answer ? answer.html : undefined;
    if (typeof html === 'string') {
      this.show(`Tapes: ${basename(vscode.Uri.parse(uri).path)}`, html);
    } else {
      tell('There is no tape here.');
    }
  }

  private show(title: string, html: string): void {
    if (this.panel === undefined) {
      const options = { enableScripts: false, localResourceRoots: [] };
      const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.panel = vscode.window.createWebviewPanel('tapelint.trace', title, beside, options);
      this.panel.onDidDispose(() => {
        this.panel = undefined;
      });
    }
    this.panel.title = title;
    this.html = html;
    this.colour();
    this.panel.reveal(undefined, true);
  }

  private colour(): void {
    const { Dark, HighContrast } = vscode.ColorThemeKind;
    if (this.panel !== undefined) {
      this.panel.webview.html = themed(this.html, [Dark, HighContrast].includes(vscode.window.activeColorTheme.kind));
    }
  }

  dispose(): void {
    this.recolour.dispose();
    this.panel?.dispose();
  }
}

function isPlace(sent: unknown): sent is Place {
  return typeof sent === 'object' && sent !== null && 'uri' in sent && 'line' in sent;
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
