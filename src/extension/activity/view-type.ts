/** Of the tab with the activity; package.json names it in `activationEvents`. */
export const activityViewType = 'abai.activity';
