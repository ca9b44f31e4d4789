import assert from "node:assert/strict";
import { problemsOf } from "../../../tools/start/system";
import { type Party, tryWhatMustFail } from "../../../tools/start/workloads/denials";
import type { Answer, Refusal, Workload } from "../../../tools/start/workloads/workload";

const ENVIRONMENT = {
    AZURE_TENANT_ID: "tenant",
    AZURE_CLIENT_ID: "client",
    AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com",
    AWS_REGION: "eu-central-1",
    FEDERATION_ISSUER: "cognito" as const,
    COGNITO_IDENTITY_POOL_ID: "pool",
    COGNITO_DEVELOPER_PROVIDER_NAME: "entra.orders",
    COGNITO_DEVELOPER_USER_IDENTIFIER: "orders",
    COGNITO_IDENTITY_ID: "identity",
};
const OWN_TOKEN = `header.${Buffer.from("{}").toString("base64url")}.signature`;

interface Script {
    readonly otherRole: string;
    readonly otherIdentity: string;
    readonly otherPool: string;
    readonly changed: string;
    readonly late: string;
    readonly outside: string;
}

const RIGHT: Script = {
    otherRole: "AccessDeniedException",
    otherIdentity: "AADSTS700213",
    otherPool: "AADSTS700212",
    changed: "AADSTS700027",
    late: "AADSTS700024",
    outside: "AuthorizationFailed",
};

function answer(code: string): Answer<never> | { readonly ok: true; readonly value: never } | Refusal {
    return { ok: false, code, message: "", mayPass: false };
}

function party(name: string, script: Partial<Workload>): Party {
    const never = (): Promise<never> => Promise.reject(new Error("not part of this test"));
    return {
        name,
        workload: { caller: never, assertion: never, accessToken: never, read: never, ...script },
        output: {
            issuer: "",
            audience: "",
            subject: "",
            tenantId: "",
            clientId: "",
            principalId: "",
            environment: ENVIRONMENT,
        },
        scopes: [`/subscriptions/s/resourceGroups/${name}`],
    };
}

/** Clouds that refuse each attempt with the code of the script; an empty code allows it. */
async function problems(script: Script): Promise<readonly string[]> {
    let isLate = false;
    const facts = { audience: "", expiresInSeconds: 1 };
    const codeOf = (assertion: string): string => {
        const codes: Readonly<Record<string, string>> = {
            "other identity": script.otherIdentity,
            "other pool": script.otherPool,
            [OWN_TOKEN]: isLate ? script.late : "",
        };
        return codes[assertion] ?? script.changed;
    };
    const own = party("orders", {
        assertion: () => Promise.resolve({ ok: true, value: "other identity" }),
        accessToken: (assertion) => {
            const code = codeOf(assertion);
            return Promise.resolve(code === "" ? { ok: true, value: facts } : answer(code));
        },
        read: () => Promise.resolve(script.outside === "" ? { ok: true, value: "" } : answer(script.outside)),
    });
    const other = party("reports", {
        assertion: (environment) =>
            Promise.resolve(
                environment === undefined
                    ? { ok: true, value: "other pool" }
                    : script.otherRole === ""
                      ? { ok: true, value: "other identity" }
                      : answer(script.otherRole),
            ),
    });
    const denied = await tryWhatMustFail(own, other, OWN_TOKEN, async (_seconds, work) => {
        isLate = true;
        return work();
    });
    return problemsOf({ steps: [], allowed: [], denied });
}

/** Does not prove that the clouds refuse: `start.test.ts` does, against the sandbox. */
describe("the denials of npm start", () => {
    it("pass with the vendors' codes", async () => {
        assert.deepEqual(await problems(RIGHT), []);
    });

    for (const [key, attempt, by] of [
        ["otherRole", "the role of reports asks for the token of orders", "AWS"],
        ["otherIdentity", "orders offers the token of another identity of its pool", "Entra"],
        ["otherPool", "orders offers a token of the pool of reports", "Entra"],
        ["changed", "orders offers its token with one claim changed", "Entra"],
        ["late", "orders offers its token an hour later", "Entra"],
        ["outside", "orders reads resourceGroups/reports", "Azure"],
    ] as const) {
        it(`fail where ${attempt} and it is refused for another reason`, async () => {
            assert.deepEqual(await problems({ ...RIGHT, [key]: "AADSTS90002" }), [
                `${attempt}: ${by} must refuse this with ${RIGHT[key]}, but it was refused with AADSTS90002.`,
            ]);
        });

        it(`fail where ${attempt} and it is allowed`, async () => {
            assert.deepEqual(await problems({ ...RIGHT, [key]: "" }), [
                `${attempt}: ${by} must refuse this with ${RIGHT[key]}, but it was allowed.`,
            ]);
        });
    }
});
