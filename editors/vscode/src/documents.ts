/** Which documents are ours. */

/** Python: on disk, not yet saved, and in the cells of notebooks. */
export const DOCUMENTS = ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({
  scheme,
  language: 'python',
}));
