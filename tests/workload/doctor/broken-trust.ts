import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../workload/clock";
import type { CheckName, CheckResult } from "../../../workload/doctor/check";
import { diagnose } from "../../../workload/doctor/diagnose";
import type { DoctorOptions } from "../../../workload/doctor/doctor-arguments";
import { renderReport } from "../../../workload/doctor/report";
import type { Keys } from "../../sandbox/aws/sign-request";
import { FederatedSandbox, RESOURCE_GROUP, type Trust } from "../federated-sandbox";
import { assertHoldsNoToken, remember, searchStreamsForTokens } from "../issued-tokens";
import { withEnvironment } from "../with-environment";

export const NOWHERE = "eu-central-1:00000000-0000-4000-8000-000000000000";
export const STRANGER = "00000000-0000-4000-8000-000000000000";
export const COGNITO = "https://cognito-identity.amazonaws.com";
export const MINT = "cognito-identity:GetOpenIdTokenForDeveloperIdentity";

type Variables = Readonly<Record<string, string | undefined>>;

/** How one run of the doctor differs from that of a workload in good order. */
export interface Circumstances {
    /** @default a Cognito identity's */
    readonly deploy?: (sandbox: FederatedSandbox) => Promise<Trust>;
    /** The role that asks for tokens. @default orders */
    readonly caller?: "billing";
    /** Who looks: somebody who may read all of IAM instead of who deploys. */
    readonly auditor?: boolean;
    readonly environment?: (trust: Trust) => Variables;
    readonly options?: DoctorOptions;
    readonly keys?: (keys: Keys) => Keys;
    readonly fetch?: (sandbox: FederatedSandbox) => FederatedSandbox["fetch"];
    /** Whether nobody who may look into the clouds is there. */
    readonly withoutRights?: boolean;
}

/** One change, and what the doctor must say of it: one failure, with the words of its fix. */
export interface BrokenTrust extends Circumstances {
    readonly change: string;
    breakIt?(sandbox: FederatedSandbox, trust: Trust): Promise<unknown>;
    restore?(sandbox: FederatedSandbox): unknown;
    readonly fails: CheckName;
    readonly code?: string;
    readonly says: (trust: Trust) => RegExp;
    readonly fix: RegExp;
}

export const patchCredential =
    (change: (trust: Trust) => Readonly<Record<string, unknown>>) =>
    (sandbox: FederatedSandbox, trust: Trust): Promise<unknown> =>
        sandbox.graph(
            "PATCH",
            `/applications/${trust.applicationId}/federatedIdentityCredentials/${trust.credentialId}`,
            change(trust),
        );

export const variable = (name: string, value: string | undefined) => (): Variables => ({ [name]: value });

export const option = (name: keyof DoctorOptions, value: string): DoctorOptions => ({ [name]: value });

export const sts = (sandbox: FederatedSandbox): Promise<Trust> => sandbox.deploySts();

/** A doctor with clouds of its own; to be used inside `describe`. */
export class Surgery {
    #sandbox: FederatedSandbox | undefined;
    #keys: Keys | undefined;
    #folder: string | undefined;

    constructor() {
        searchStreamsForTokens();
        let url = "";
        before(async () => {
            this.#sandbox = await FederatedSandbox.start();
            url = await this.sandbox.aws.listen();
            this.#keys = await this.sandbox.aws.containerKeys("orders");
            this.#folder = await mkdtemp(join(tmpdir(), "doctor-"));
            await this.#writeProfiles();
        });
        after(async () => {
            await this.sandbox.close();
            await rm(this.folder, { recursive: true });
        });
        withEnvironment(() => ({
            ...credentialVariables(this.keys),
            ...this.files,
            AWS_ENDPOINT_URL: url,
            AWS_EC2_METADATA_DISABLED: "true",
            AWS_PROFILE: undefined,
            AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
            AWS_ROLE_ARN: undefined,
        }));
    }

    get sandbox(): FederatedSandbox {
        assert.ok(this.#sandbox);
        return this.#sandbox;
    }

    /** Of the role orders. */
    get keys(): Keys {
        assert.ok(this.#keys);
        return this.#keys;
    }

    get folder(): string {
        assert.ok(this.#folder);
        return this.#folder;
    }

    get files(): Readonly<Record<string, string>> {
        return {
            AWS_SHARED_CREDENTIALS_FILE: join(this.folder, "credentials"),
            AWS_CONFIG_FILE: join(this.folder, "config"),
        };
    }

    deploy({ deploy }: Circumstances = {}): Promise<Trust> {
        return deploy?.(this.sandbox) ?? this.sandbox.deploy();
    }

    /** The real doctor, in these circumstances. */
    async look(trust: Trust, circumstances: Circumstances = {}): Promise<CheckResult[]> {
        const { sandbox } = this;
        const rights = circumstances.withoutRights !== true;
        const changed = circumstances.environment?.(trust) ?? {};
        const environment = {
            ...trust.environment,
            ...this.files,
            PATH: "",
            ARM_METADATA_HOSTNAME: "management.sandbox",
            ...(rights ? sandbox.deployerEnvironment : {}),
            ...changed,
        };
        const own =
            circumstances.caller === undefined ? this.keys : await sandbox.aws.containerKeys(circumstances.caller);
        const awsVariables = Object.entries(changed).filter(([name]) => name.startsWith("AWS_"));
        const restore = setVariables({
            ...credentialVariables(circumstances.keys?.(own) ?? own),
            ...Object.fromEntries(awsVariables),
        });
        const options = {
            azureScope: RESOURCE_GROUP,
            ...(rights ? { awsProfile: circumstances.auditor === true ? "auditor" : "administrator" } : {}),
            ...circumstances.options,
        };
        const fetch = circumstances.fetch?.(sandbox) ?? sandbox.fetch;
        try {
            return await diagnose(environment, options, { clock: systemClock, random: () => 0.5, fetch });
        } finally {
            restore();
        }
    }

    async #writeProfiles(): Promise<void> {
        const { accessKeyId, secretAccessKey } = this.sandbox.aws.aws.deployer;
        const auditor = await this.sandbox.auditorKeys();
        const profiles = [
            ...["[administrator]", `aws_access_key_id = ${accessKeyId}`],
            `aws_secret_access_key = ${remember(secretAccessKey)}`,
            ...["[auditor]", `aws_access_key_id = ${auditor.accessKeyId}`],
            `aws_secret_access_key = ${remember(auditor.secretAccessKey)}`,
            `aws_session_token = ${remember(auditor.sessionToken ?? "")}`,
        ];
        await writeFile(join(this.folder, "credentials"), `${profiles.join("\n")}\n`, { mode: 0o600 });
        await writeFile(join(this.folder, "config"), "[profile auditor]\nregion = eu-central-1\n", { mode: 0o600 });
    }
}

/** A test for each: exactly one check fails, it says what is broken, and its fix is the one for that. */
export function describeBreaks(title: string, breaks: readonly BrokenTrust[]): void {
    describe(title, function () {
        const surgery = new Surgery();
        for (const broken of breaks) {
            it(`names the one change: ${broken.change}`, async () => {
                const trust = await surgery.deploy(broken);
                try {
                    await broken.breakIt?.(surgery.sandbox, trust);
                    checkDiagnosis(await surgery.look(trust, broken), broken, trust);
                } finally {
                    await broken.restore?.(surgery.sandbox);
                }
            });
        }
    });
}

function checkDiagnosis(results: readonly CheckResult[], broken: BrokenTrust, trust: Trust): void {
    const report = renderReport(results);
    const failures = results.flatMap((result) => (result.status === "fail" ? [result] : []));
    assert.deepEqual(
        failures.map(({ check }) => check),
        [broken.fails],
        report,
    );
    assert.match(report, broken.says(trust));
    assert.match(failures[0]?.fix ?? "", broken.fix);
    if (broken.code !== undefined) {
        assert.equal(failures[0]?.code, broken.code, report);
    }
    assertHoldsNoToken(report + JSON.stringify(results), "The report");
}

function credentialVariables({
    accessKeyId,
    secretAccessKey,
    sessionToken = "",
}: Keys): Readonly<Record<string, string>> {
    return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: remember(secretAccessKey),
        AWS_SESSION_TOKEN: remember(sessionToken),
    };
}

/** The result puts back what was there. */
function setVariables(variables: Variables): () => void {
    const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
    const assign = (values: Variables): void => {
        for (const [name, value] of Object.entries(values)) {
            if (value === undefined) {
                Reflect.deleteProperty(process.env, name);
            } else {
                process.env[name] = value;
            }
        }
    };
    assign(variables);
    return () => {
        assign(before);
    };
}
