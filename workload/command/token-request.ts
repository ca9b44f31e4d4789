import { createEntraTokenSource } from "../azure-to-aws/entra-token-source";
import { ConfigurationError } from "../errors";
import { readFederationSettings } from "../federation-settings";
import type { Assertion } from "../sources/assertion-source";
import { createSource } from "../sources/create-source";
import type { CommandContext } from "./command-context";
import { UsageError } from "./usage";

/** The options that `token` and `exec` share, as node:util's parseArgs takes them. */
export const TOKEN_OPTIONS = {
    for: { type: "string", default: "azure" },
    audience: { type: "string" },
    "lifetime-seconds": { type: "string", default: "1800" },
} as const;

export interface TokenOptionValues {
    readonly for: string;
    readonly audience?: string | undefined;
    readonly "lifetime-seconds": string;
}

/** Which tokens to mint, and the variables that tell libraries where their file is. */
export interface TokenRequest {
    readonly mint: () => Promise<Assertion>;
    environmentFor(tokenFile: string): Readonly<Record<string, string>>;
}

/** @throws UsageError, ConfigurationError */
export function readTokenRequest(options: TokenOptionValues, context: CommandContext): TokenRequest {
    const { environment, system } = context;
    if (options.for === "aws") {
        const audience = options.audience ?? environment["AWS_WEB_IDENTITY_AUDIENCE"];
        if (!audience) {
            throw new ConfigurationError(["AWS_WEB_IDENTITY_AUDIENCE (or --audience) is missing"]);
        }
        return {
            mint: createEntraTokenSource(environment, audience, system),
            environmentFor: (tokenFile) => ({
                AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
                ...(environment["AWS_ROLE_SESSION_NAME"] ? {} : { AWS_ROLE_SESSION_NAME: "cognito-entra" }),
            }),
        };
    }
    if (options.for !== "azure") {
        throw new UsageError(`--for takes azure or aws, not "${options.for}".`);
    }
    if (options.audience !== undefined) {
        throw new UsageError("--audience goes with --for aws.");
    }
    const lifetimeSeconds = readLifetime(options["lifetime-seconds"]);
    const settings = readFederationSettings(environment);
    const source = createSource(settings.source);
    return {
        mint: () => source.mint(lifetimeSeconds),
        environmentFor: (tokenFile) => ({
            AZURE_FEDERATED_TOKEN_FILE: tokenFile,
            AZURE_TENANT_ID: settings.tenantId,
            AZURE_CLIENT_ID: settings.clientId,
            AZURE_AUTHORITY_HOST: settings.authorityHost,
            ARM_USE_OIDC: "true",
            ARM_TENANT_ID: settings.tenantId,
            ARM_CLIENT_ID: settings.clientId,
            ARM_OIDC_TOKEN_FILE_PATH: tokenFile,
        }),
    };
}

function readLifetime(text: string): number {
    const seconds = Number(text);
    if (!Number.isInteger(seconds) || seconds < 60 || seconds > 86_400) {
        throw new UsageError(`--lifetime-seconds takes 60 to 86400, not "${text}".`);
    }
    return seconds;
}
