/** All safe fixes at once, in a file or in all cells of a notebook: by command, and on save. */
import * as vscode from 'vscode';
import { CodeActionRequest, CodeActionResolveRequest, type CodeAction, type LanguageClient } from 'vscode-languageclient/node';

const FIX_ALL = 'source.fixAll.tapelint';

/** Fix what is open in front. */
export async function fixAll(client: LanguageClient | undefined): Promise<void> {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  const document = notebook ? speaker(notebook) : vscode.window.activeTextEditor?.document;
  const edit = document && (await fixes(client, document));
  if (edit === undefined) {
    void vscode.window.showInformationMessage('tapelint has nothing to fix here.');
  } else {
    await vscode.workspace.applyEdit(edit);
  }
}

/** `tapelint.fixOnSave`: fix what is saved by hand. */
export function registerFixOnSave(running: () => LanguageClient | undefined): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument((event) => {
      if (wanted(event.document, event.reason)) {
        event.waitUntil(fixes(running(), event.document).then((edit) => edit?.get(event.document.uri) ?? []));
      }
    }),
    vscode.workspace.onWillSaveNotebookDocument((event) => {
      const cell = speaker(event.notebook);
      if (cell !== undefined && wanted(cell, event.reason)) {
        event.waitUntil(fixes(running(), cell).then((edit) => edit ?? new vscode.WorkspaceEdit()));
      }
    }),
  );
}

/** The cell that speaks for all of a notebook: they are fixed as one program. */
function speaker(notebook: vscode.NotebookDocument): vscode.TextDocument | undefined {
  return notebook.getCells().find((each) => each.document.languageId === 'python')?.document;
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
