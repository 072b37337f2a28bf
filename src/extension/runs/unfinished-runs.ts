/** Where VS Code keeps whether a run was under way when a window was last there: then the next one opens the back end. */
export const unfinishedRunsKey = 'abai.unfinishedRuns';
