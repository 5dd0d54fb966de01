/** The pages of the rules, as `tapelint explain` has them, in a preview. */
import * as vscode from 'vscode';

const SCHEME = 'tapelint-rule';

interface Rule {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
}

export class RulePages implements vscode.Disposable {
  private readonly ask: (...args: string[]) => Promise<string>;
  private readonly registration: vscode.Disposable;

  /** `ask` runs a command of the program and gives what it writes. */
  constructor(ask: (...args: string[]) => Promise<string>) {
    this.ask = ask;
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.ask('explain', uri.path.slice(0, -'.md'.length), '--format', 'markdown'),
    });
  }

  /** Let the user choose a rule, those of the findings at the cursor first, and show its page. */
  async choose(code: string | undefined): Promise<void> {
    const chosen = code ?? (await this.pick());
    if (chosen !== undefined) {
      await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme: SCHEME, path: `${chosen}.md` }));
    }
  }

  private async pick(): Promise<string | undefined> {
    const rules = JSON.parse(await this.ask('rules', '--output-format', 'json')) as Rule[];
    const here = new Set(codesAtCursor());
    const first = rules.filter((rule) => here.has(rule.code));
    const items = [...first, ...rules.filter((rule) => !here.has(rule.code))].map((rule) => ({
      label: rule.code,
      description: rule.name,
      detail: rule.summary,
    }));
    const options = { matchOnDescription: true, matchOnDetail: true, placeHolder: 'Which rule?' };
    return (await vscode.window.showQuickPick(items, options))?.label;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function codesAtCursor(): string[] {
  const editor = vscode.window.activeTextEditor;
  const found = editor === undefined ? [] : vscode.languages.getDiagnostics(editor.document.uri);
  return found
    .filter((each) => each.source === 'tapelint' && editor?.selection.intersection(each.range) !== undefined)
    .map(({ code }) => String(typeof code === 'object' ? code.value : code));
}
