import { z } from "zod";

/** A variable that `npm test` sets for the tests that deploy. */
export function sandboxVariable(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(
            `${name} is not set: these tests deploy to the sandbox. Run them with \`npm test\`, or alone with \`npm run sandbox -- npx mocha tests/stack\`.`,
        );
    }
    return value;
}

export type CloudName = "aws" | "entra" | "azure";

/** Everything in the clouds that a deployment left there, a line each. */
export async function cloudContents(): Promise<Record<CloudName, string[]>> {
    const response = await fetch(`${sandboxVariable("SANDBOX_CONTROL_URL")}/contents`, {
        headers: { authorization: `Bearer ${sandboxVariable("SANDBOX_CONTROL_TOKEN")}` },
    });
    const body: unknown = await response.json();
    const lines = (cloud: CloudName): string[] => {
        const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, cloud) : undefined;
        return Array.isArray(value) ? value.map(String) : [];
    };
    return { aws: lines("aws"), entra: lines("entra"), azure: lines("azure") };
}

/** What Microsoft Graph answers to whoever deploys. */
export async function graph(path: string): Promise<unknown> {
    const login = `${sandboxVariable("AZURE_AUTHORITY_HOST")}/${sandboxVariable("ARM_TENANT_ID")}/oauth2/v2.0/token`;
    const signIn = await fetch(login, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: sandboxVariable("ARM_CLIENT_ID"),
            client_secret: sandboxVariable("ARM_CLIENT_SECRET"),
            scope: "https://graph.microsoft.com/.default",
        }),
    });
    const { access_token: token } = z.object({ access_token: z.string() }).parse(await signIn.json());
    const response = await fetch(`${sandboxVariable("SANDBOX_GRAPH_URL")}/v1.0${path}`, {
        headers: { authorization: `Bearer ${token}` },
    });
    return response.json();
}
