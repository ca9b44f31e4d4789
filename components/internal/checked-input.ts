import * as pulumi from "@pulumi/pulumi";
import type { Checked } from "../../rules/checked";

/** Whether a value is there while the program runs, and not only later. */
export function isPlain<T>(input: pulumi.Input<T>): input is T {
    return !pulumi.Output.isInstance(input) && !(input instanceof Promise);
}

/** Two inputs as one, for a check that needs both. Plain if both are. */
export function both<A, B>(first: pulumi.Input<A>, second: pulumi.Input<B>): pulumi.Input<readonly [A, B]> {
    if (isPlain(first) && isPlain(second)) {
        return [first, second];
    }
    const right = later(second);
    return later(first).apply((a) => right.apply((b): readonly [A, B] => [a, b]));
}

/**
 * The checked form of an input: at once where it is plain, so that a mistake stops the program before anything is
 * deployed; when it becomes known where it is an output.
 *
 * @throws pulumi.ResourceError, with the resource whose URN Pulumi shows beside the message.
 */
export function checked<T, U>(
    resource: pulumi.Resource,
    field: string,
    input: pulumi.Input<T>,
    check: (value: T) => Checked<U>,
): pulumi.Output<U> {
    const accept = (value: T): U => {
        const result = check(value);
        return result.ok ? result.value : refuse(resource, field, result.problem);
    };
    return isPlain(input) ? later(accept(input)) : later(input).apply(accept);
}

/** Stops the program. The stack trace is hidden: the mistake is in the arguments, not in the code. */
export function refuse(resource: pulumi.Resource, field: string, problem: string): never {
    throw new pulumi.ResourceError(`${field}: ${problem}`, resource, true);
}

/** An input as an output. Not `pulumi.output`, which would unwrap the outputs that a value holds, too. */
function later<T>(input: pulumi.Input<T>): pulumi.Output<T> {
    if (pulumi.Output.isInstance(input)) {
        return input.apply((value) => value);
    }
    return pulumi.output(undefined).apply(
        () =>
            new Promise<T>((resolve) => {
                resolve(input);
            }),
    );
}
