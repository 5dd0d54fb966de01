/** What the Python extension has selected, if it is there; tapelint works without it. */
import * as vscode from 'vscode';

/** The part of its interface that we use. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: { readonly path: string }): Promise<
      { readonly executable: { readonly uri?: vscode.Uri } } | undefined
    >;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function extension(): Promise<PythonExtension | undefined> {
  try {
    return await vscode.extensions.getExtension<PythonExtension>('ms-python.python')?.activate();
  } catch {
    return undefined; // its own faults are its own affair
  }
}

/** The selected interpreter of a folder. */
export async function selectedInterpreter(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await extension())?.environments;
  const path = environments?.getActiveEnvironmentPath(folder);
  const resolved = path && (await environments?.resolveEnvironment(path));
  return resolved?.executable.uri?.fsPath;
}

/** Calls `changed` when another interpreter is selected. */
export async function onInterpreterChange(changed: () => void): Promise<vscode.Disposable | undefined> {
  return (await extension())?.environments.onDidChangeActiveEnvironmentPath(changed);
}
