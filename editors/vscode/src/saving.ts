/** `tapelint.fixOnSave`: the safe fixes when a file or a notebook is saved by hand. */
import * as vscode from 'vscode';
import { CodeActionRequest, CodeActionResolveRequest, type CodeAction, type LanguageClient } from 'vscode-languageclient/node';
import { FIX_ALL } from './documents.ts';

export function registerFixOnSave(running: () => LanguageClient | undefined): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument((event) => {
      if (wanted(event.document, event.reason)) {
        event.waitUntil(fixes(running(), event.document).then((edit) => edit?.get(event.document.uri) ?? []));
      }
    }),
    vscode.workspace.onWillSaveNotebookDocument((event) => {
      // One cell speaks for all: they are fixed as one program.
      const cell = event.notebook.getCells().find((each) => each.document.languageId === 'python');
      if (cell !== undefined && wanted(cell.document, event.reason)) {
        event.waitUntil(fixes(running(), cell.document).then((edit) => edit ?? new vscode.WorkspaceEdit()));
      }
    }),
  );
}

function wanted(document: vscode.TextDocument, reason: vscode.TextDocumentSaveReason): boolean {
  const byHand = reason === vscode.TextDocumentSaveReason.Manual;
  const settings = vscode.workspace.getConfiguration('tapelint', document.uri);
  return byHand && document.languageId === 'python' && settings.get('fixOnSave', false);
}

async function fixes(
  client: LanguageClient | undefined,
  document: vscode.TextDocument,
): Promise<vscode.WorkspaceEdit | undefined> {
  if (client === undefined) {
    return undefined;
  }
  const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
  const start = { line: 0, character: 0 };
  const context = { diagnostics: [], only: [FIX_ALL] };
  const offered = await client.sendRequest(CodeActionRequest.type, { textDocument, range: { start, end: start }, context });
  const action = offered?.find((each): each is CodeAction => 'kind' in each && each.kind === FIX_ALL);
  if (action === undefined) {
    return undefined;
  }
  const whole = action.edit ? action : await client.sendRequest(CodeActionResolveRequest.type, action);
  return client.protocol2CodeConverter.asWorkspaceEdit(whole.edit);
}
