/** The picture of the tapes at the cursor, which the server draws, beside the code. */
import { basename } from 'node:path/posix';
import * as vscode from 'vscode';
import { ExecuteCommandRequest, type LanguageClient } from 'vscode-languageclient/node';

/** The command of the server. */
const DRAW = 'tapelint.showTrace';

/** Whether a server can draw. */
export function traces(client: LanguageClient | undefined): boolean {
  const commands = client?.initializeResult?.capabilities.executeCommandProvider?.commands;
  return commands?.includes(DRAW) ?? false;
}

export async function showTrace(client: LanguageClient | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (client === undefined || editor === undefined) {
    tell(client === undefined ? 'The server of tapelint is not running.' : 'Open a Python file first.');
  } else if (!traces(client)) {
    tell('This version of tapelint cannot draw tapes in an editor: install a newer one.');
  } else {
    const { document, selection } = editor;
    const html = await drawn(client, document, selection.active.line);
    if (html === undefined) {
      tell('There is no tape here.');
    } else {
      show(`Tapes: ${basename(document.uri.path)}`, html);
    }
  }
}

async function drawn(client: LanguageClient, document: vscode.TextDocument, line: number): Promise<string | undefined> {
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const answer: unknown = await client.sendRequest(ExecuteCommandRequest.type, {
    command: DRAW,
    arguments: [{ uri, line }],
  });
  const html = typeof answer === 'object' && answer !== null && 'html' in answer ? answer.html : undefined;
  return typeof html === 'string' ? html : undefined;
}

function show(title: string, html: string): void {
  const panel = vscode.window.createWebviewPanel('tapelint.trace', title, vscode.ViewColumn.Beside, {
    enableScripts: false,
    localResourceRoots: [],
  });
  panel.webview.html = html;
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
