/**
 * The tag that an identity pool gets when it is created, and never loses. An identity pool's id cannot be chosen, so
 * this tag is how IAM tells a stack's pools from all others, and how a leftover of an interrupted run is told from
 * somebody else's pool.
 */
export const stackTagKey = "cognito-entra:stack";

/** The value of that tag: `<project>-<stack>`. */
export function stackTagValue(project: string, stack: string): string {
    return `${project}-${stack}`;
}
