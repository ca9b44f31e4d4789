/**
 * The tag that an identity pool gets when it is created, and never loses: `<project>-<stack>`. An identity pool's id cannot be chosen, so
 * this tag is what IAM tells the pools of one stack from all others by.
 */
export const stackTagKey = "cognito-entra:stack";
