import type { Configuration } from "../configuration";
import type { AwsClients } from "./aws-clients";
import { awsFailure } from "./aws-failure";

/** The AWS account in which the provider works. */
export interface AwsAccount {
    /** Twelve digits. Needs no permission. */
    id(region: string, signal: AbortSignal): Promise<string>;
    /** @throws Error if the stack's file does not allow the account. Makes no call to AWS if any account is allowed. */
    verify(region: string, signal: AbortSignal): Promise<void>;
}

/** @param clientsFor Returns the clients for a region. */
export function awsAccount(
    { allowedAccountIds, forbiddenAccountIds }: Pick<Configuration, "allowedAccountIds" | "forbiddenAccountIds">,
    clientsFor: (region: string) => Promise<AwsClients>,
): AwsAccount {
    let known: string | undefined;

    async function id(region: string, abortSignal: AbortSignal): Promise<string> {
        if (known === undefined) {
            try {
                const { sts } = await clientsFor(region);
                const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
                known = (await sts.send(new GetCallerIdentityCommand({}), { abortSignal })).Account;
            } catch (error) {
                abortSignal.throwIfAborted();
                throw awsFailure("GetCallerIdentity", region, error);
            }
        }
        if (known === undefined) {
            throw new Error(`AWS answered GetCallerIdentity in ${region} without an account.`);
        }
        return known;
    }

    return {
        id,
        async verify(region, signal) {
            if (allowedAccountIds === undefined && forbiddenAccountIds.length === 0) {
                return;
            }
            const account = await id(region, signal);
            if (allowedAccountIds?.includes(account) === false) {
                throw new Error(
                    `The AWS credentials are of the account ${account}, but aws:allowedAccountIds allows only ${allowedAccountIds.join(", ")}.`,
                );
            }
            if (forbiddenAccountIds.includes(account)) {
                throw new Error(
                    `The AWS credentials are of the account ${account}, which aws:forbiddenAccountIds forbids.`,
                );
            }
        },
    };
}
