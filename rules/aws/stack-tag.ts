/**
 * The tag that an identity pool gets when it is created, and never loses. An identity pool's id cannot be chosen, so this tag is what IAM
 * tells the pools of one stack from all others by, and what tells a leftover of an interrupted run from what others made.
 */
export const stackTagKey = "cognito-entra:stack";

/** The value of that tag: `<project>-<stack>`. */
export function stackTagValue(project: string, stack: string): string {
    return `${project}-${stack}`;
}
