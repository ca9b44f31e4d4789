import * as pulumi from "@pulumi/pulumi";
import type { Checked } from "../../rules/checked";

/** Whether a value is known while the program runs, not only later. */
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
 * Checks an input: a plain value at once, so that a mistake stops the program before anything is deployed; an output
 * when it becomes known.
 *
 * @throws pulumi.ResourceError, with the resource whose URN Pulumi shows next to the message.
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

/** An input as an output. Unlike `pulumi.output`, it does not unwrap outputs inside the value. */
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
