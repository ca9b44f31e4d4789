import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { decodeJwt } from "jose";
import { z } from "zod";
import { FederatedCredential, FederationError } from "../../../workload";
import { readFederationSettings } from "../../../workload/federation-settings";
import { createSource } from "../../../workload/sources/create-source";
import { type Answer, type AccessTokenFacts, type Request, request as requestSchema } from "./workload";

const ASSERTION_SECONDS = 900;
const azureError = z.object({
    error: z.object({ code: z.string(), message: z.string(), innererror: z.object({ code: z.string() }).optional() }),
});

/** The workload's program. Its process has only the environment that the stack outputs and a role's credentials. */
function main(): void {
    const credential = new FederatedCredential();
    process.on("message", (message) => {
        reply(credential, requestSchema.parse(message)).then(
            (answer) => process.send?.(answer),
            (error: unknown) => {
                console.error(error);
                process.exit(1);
            },
        );
    });
}

async function reply(credential: FederatedCredential, request: Request): Promise<Answer<string | AccessTokenFacts>> {
    switch (request.kind) {
        case "caller":
            return { ok: true, value: (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn ?? "" };
        case "assertion":
            return answered(async () => {
                const { source } = readFederationSettings({ ...process.env, ...request.environment });
                return (await createSource(source).mint(ASSERTION_SECONDS)).token;
            });
        case "accessToken":
            return answered(() => exchange(request));
        case "read": {
            const token = await answered(() => credential.getToken(request.scope));
            return token.ok ? read(request.url, token.value.token) : token;
        }
    }
}

/** The kit's credential with this token instead of one from AWS. */
async function exchange(request: Extract<Request, { kind: "accessToken" }>): Promise<AccessTokenFacts> {
    const { assertion, scope, waits } = request;
    const credential = new FederatedCredential(waits ? {} : { propagationTimeoutSeconds: 0, retryTimeoutSeconds: 0 }, {
        source: {
            kind: "cognito",
            mint: () => Promise.resolve({ token: assertion, lifetimeSeconds: ASSERTION_SECONDS }),
        },
    });
    const { token, expiresOnTimestamp } = await credential.getToken(scope);
    const { aud } = decodeJwt(token);
    return {
        audience: typeof aud === "string" ? aud : "",
        expiresInSeconds: Math.round((expiresOnTimestamp - Date.now()) / 1000),
    };
}

async function read(url: string, token: string): Promise<Answer<string>> {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (response.ok) {
        return { ok: true, value: "" };
    }
    const { error } = azureError.parse(await response.json());
    return { ok: false, code: error.innererror?.code ?? error.code, message: error.message, mayPass: false };
}

/** A refusal by AWS or Entra is an answer; anything else is a bug. */
async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
    try {
        return { ok: true, value: await work() };
    } catch (error) {
        if (error instanceof FederationError) {
            const { code, message, retry } = error;
            return { ok: false, code, message, mayPass: retry === "propagation" };
        }
        throw error;
    }
}

main();
