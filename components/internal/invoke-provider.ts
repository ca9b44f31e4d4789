import * as pulumi from "@pulumi/pulumi";
import type * as z from "zod/mini";

/**
 * Calls a function of this project's own provider, which has no generated SDK.
 *
 * @throws Error with the provider's message, or for an answer of the wrong shape.
 */
export async function invokeProvider<Answer>(
    token: string,
    args: Record<string, unknown>,
    answer: z.ZodMiniType<Answer>,
    options: pulumi.InvokeOptions,
): Promise<Answer> {
    const answered: unknown = await pulumi.runtime.invoke(token, args, options);
    return answer.parse(answered);
}
