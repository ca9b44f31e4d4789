import { VendorError } from "../vendor-error";
import { signedPost, type AwsConnection } from "./signed-fetch";
import { child, childText, parseXml, type XmlElement } from "./xml";

/** Services that speak AWS's Query protocol, with the version of their API. */
const apiVersions = { iam: "2010-05-08", sts: "2011-06-15" } as const;

export type QueryService = keyof typeof apiVersions;

/** One action of a Query API; the answer is the element `<ActionResult>`, if there is one. */
export async function queryApi(
    connection: AwsConnection,
    service: QueryService,
    action: string,
    parameters: Readonly<Record<string, string | undefined>>,
    signal: AbortSignal,
): Promise<XmlElement | undefined> {
    const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
    );
    const body = new URLSearchParams([["Action", action], ["Version", apiVersions[service]], ...given]).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const response = await signedPost(connection, service, headers, body, signal);
    const answer = parseXml(await response.text());
    if (!response.ok) {
        const error = child(answer, "Error");
        throw new VendorError(
            `${service}:${action}`,
            response.status,
            childText(error, "Code") ?? "UnexpectedAnswer",
            childText(error, "Message") ?? "no message",
        );
    }
    return child(answer, `${action}Result`);
}

/** A list in the Query protocol: `Name.member.1.Key=…`. */
export function tagParameters(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(tags).flatMap(([key, value], index) => [
            [`Tags.member.${index + 1}.Key`, key],
            [`Tags.member.${index + 1}.Value`, value],
        ]),
    );
}

/** A list of strings in the Query protocol: `Name.member.1=…`. */
export function listParameters(name: string, items: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(items.map((item, index) => [`${name}.member.${index + 1}`, item]));
}
