import { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { type AwsCloud, createAws } from "../../../sandbox/aws";
import type { DeployerGrants } from "../../../sandbox/aws/deployer-grants";
import { Clock } from "../../../sandbox/core/clock";
import { type Listener, listen } from "../../../sandbox/core/listener";
import { Network } from "../../../sandbox/core/network";
import { type Keys, post, signedHeaders } from "./sign-request";
import { wideGrants } from "./wide-deployer";

export const ACCOUNT = "111122223333";
export const REGION = "eu-central-1";
export const ORDERS_ROLE = `arn:aws:iam::${ACCOUNT}:role/orders`;
/** Who may do everything in IAM, once `administrator` has been asked for. */
const ADMINISTRATOR_ROLE = `arn:aws:iam::${ACCOUNT}:role/administrator`;
export const BILLING_ROLE = `arn:aws:iam::${ACCOUNT}:role/teams/billing`;

/** What a raw call came back with. */
export interface Answer {
    readonly status: number;
    /** Error code, or "ok". */
    readonly code: string;
    readonly text: string;
}

/** An AWS of the sandbox, with clients. */
export class Fixture {
    readonly clock = new Clock();
    readonly network = new Network();
    readonly aws: AwsCloud;
    #listener: Listener | undefined;
    #administrator: Keys | undefined;
    readonly #clients: { destroy(): void }[] = [];

    constructor(
        region = REGION,
        callerRoleArns: readonly string[] = [ORDERS_ROLE, BILLING_ROLE, ADMINISTRATOR_ROLE],
        deployer: DeployerGrants = wideGrants(ACCOUNT, region, callerRoleArns),
    ) {
        this.aws = createAws({
            clock: this.clock,
            network: this.network,
            accountId: ACCOUNT,
            region,
            callerRoleArns,
            deployer,
        });
    }

    async listen(): Promise<string> {
        this.#listener ??= await listen(this.aws.handler);
        return `http://127.0.0.1:${String(this.#listener.port)}`;
    }

    async cognito(credentials: Keys = this.aws.deployer): Promise<CognitoIdentityClient> {
        const client = new CognitoIdentityClient({
            endpoint: await this.listen(),
            region: REGION,
            credentials,
            maxAttempts: 1,
        });
        this.#clients.push(client);
        return client;
    }

    async ssm(credentials: Keys = this.aws.deployer): Promise<SSMClient> {
        const client = new SSMClient({ endpoint: await this.listen(), region: REGION, credentials, maxAttempts: 1 });
        this.#clients.push(client);
        return client;
    }

    async sts(credentials: Keys = this.aws.deployer): Promise<STSClient> {
        const client = new STSClient({ endpoint: await this.listen(), region: REGION, credentials, maxAttempts: 1 });
        this.#clients.push(client);
        return client;
    }

    async close(): Promise<void> {
        for (const client of this.#clients) {
            client.destroy();
        }
        await this.#listener?.close();
    }

    /** What a container with that role gets. */
    async containerKeys(role: string): Promise<Keys> {
        const request = new Request(`http://127.0.0.1/credentials/${role}`, {
            headers: { authorization: this.aws.containerAuthorizationToken },
        });
        const answer: unknown = await (await this.aws.containerCredentials(request)).json();
        return {
            accessKeyId: text(answer, "AccessKeyId"),
            secretAccessKey: text(answer, "SecretAccessKey"),
            sessionToken: text(answer, "Token"),
        };
    }

    /** Keys of a role that may do everything in IAM: the deployer may not touch roles that were there before. */
    async administrator(): Promise<Keys> {
        this.#administrator ??= await this.#makeAdministrator();
        return this.#administrator;
    }

    async #makeAdministrator(): Promise<Keys> {
        await this.allow("administrator", "administration", { Action: "iam:*", Resource: "*" });
        return this.containerKeys("administrator");
    }

    /** A raw call of IAM or STS, signed. */
    async query(
        service: "iam" | "sts",
        action: string,
        parameters: Readonly<Record<string, string>> = {},
        keys: Keys = this.aws.deployer,
    ): Promise<Answer> {
        const version = service === "iam" ? "2010-05-08" : "2011-06-15";
        const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        return this.send(signedHeaders({ service, region: REGION, headers, body, date: this.clock.now() }, keys), body);
    }

    /** A raw call of Cognito or Systems Manager, signed. */
    async json(
        action: string,
        members: unknown,
        keys: Keys = this.aws.deployer,
        service: "cognito-identity" | "ssm" = "cognito-identity",
    ): Promise<Answer> {
        const body = JSON.stringify(members);
        const prefix = service === "ssm" ? "AmazonSSM" : "AWSCognitoIdentityService";
        const headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": `${prefix}.${action}`,
        };
        return this.send(signedHeaders({ service, region: REGION, headers, body, date: this.clock.now() }, keys), body);
    }

    async send(headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
        const response = await this.aws.handler(post(headers, body));
        const answered = await response.text();
        const code = /<Code>(\w+)<\/Code>/.exec(answered)?.[1] ?? /"__type":"(\w+)"/.exec(answered)?.[1] ?? "ok";
        return { status: response.status, code, text: answered };
    }

    /** Makes a managed policy and attaches it to a role. */
    async allow(role: string, policyName: string, statement: Readonly<Record<string, unknown>>): Promise<string> {
        const document = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
        const created = await this.query("iam", "CreatePolicy", { PolicyName: policyName, PolicyDocument: document });
        const arn = element(created.text, "Arn");
        const attached = await this.query("iam", "AttachRolePolicy", { RoleName: role, PolicyArn: arn });
        if (attached.code !== "ok") {
            throw new Error(attached.text);
        }
        return arn;
    }
}

/** The text of the first XML element of that name. */
export function element(xml: string, name: string): string {
    const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
    if (found === undefined) {
        throw new Error(`no <${name}> in ${xml}`);
    }
    return found;
}

function text(value: unknown, name: string): string {
    const member: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    if (typeof member !== "string") {
        throw new Error(`no ${name} in the answer`);
    }
    return member;
}

/** What a rejected call is called and says. */
export async function refusal(call: Promise<unknown>): Promise<{ readonly name: string; readonly message: string }> {
    try {
        await call;
    } catch (error) {
        if (error instanceof Error) {
            return { name: error.name, message: error.message };
        }
        throw error;
    }
    throw new Error("The call was not refused.");
}
