/** The tag of what a stack creates in AWS, by which a leftover of an interrupted run is told from what others made. */
export const stackTagKey = "cognito-entra:stack";

/** The value of that tag: `<project>-<stack>`. */
export function stackTagValue(project: string, stack: string): string {
    return `${project}-${stack}`;
}
