/** Of the tabs of runs; package.json names it in `activationEvents`. */
export const runViewType = 'abai.run';
