import { requiredString } from "../properties";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { queryApi } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { child, childText, members } from "./xml";

/** `aws:iam/rolePolicyAttachment:RolePolicyAttachment`; id and import id are `<role name>/<policy ARN>`. */
export function rolePolicyAttachment(connection: AwsConnection): ResourceType {
    const attached = async (roleName: string, policyArn: string, signal: AbortSignal): Promise<boolean> => {
        for (let Marker: string | undefined, more = true; more;) {
            const page = await unlessMissing(
                queryApi(connection, "iam", "ListAttachedRolePolicies", { RoleName: roleName, Marker }, signal),
                "NoSuchEntity",
            );
            if (members(page, "AttachedPolicies").some((policy) => childText(policy, "PolicyArn") === policyArn)) {
                return true;
            }
            Marker = childText(page, "Marker");
            more = child(page, "IsTruncated")?.text === "true" && Marker !== undefined;
        }
        return false;
    };
    return {
        inputs: {
            role: { type: "string", required: true, replaces: true },
            policyArn: { type: "string", required: true, replaces: true },
        },
        outputs: {},
        create: async (inputs, signal) => {
            const [RoleName, PolicyArn] = [requiredString(inputs, "role"), requiredString(inputs, "policyArn")];
            await queryApi(connection, "iam", "AttachRolePolicy", { RoleName, PolicyArn }, signal);
            return `${RoleName}/${PolicyArn}`;
        },
        find: async (id, signal) => {
            const { role, policyArn } = parseId(id);
            return (await attached(role, policyArn, signal)) ? { role, policyArn } : undefined;
        },
        update: () => Promise.reject(new Error("A role policy attachment has nothing that can be updated.")),
        delete: async (id, signal) => {
            const { role, policyArn } = parseId(id);
            await unlessMissing(
                queryApi(connection, "iam", "DetachRolePolicy", { RoleName: role, PolicyArn: policyArn }, signal),
                "NoSuchEntity",
            );
        },
    };
}

function parseId(id: string): { readonly role: string; readonly policyArn: string } {
    const slash = id.indexOf("/");
    if (slash < 1 || !id.startsWith("arn:", slash + 1)) {
        throw new Error(`The role policy attachment "${id}" is not of the form <role name>/<policy ARN>.`);
    }
    return { role: id.slice(0, slash), policyArn: id.slice(slash + 1) };
}
