import { optionalNumber, optionalString, present, requiredString, stringMap } from "../properties";
import { sameValue } from "../property-type";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { updateIamTags } from "./iam-tags";
import { queryApi, tagParameters } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { tagsOf } from "./tags";
import { child, childText } from "./xml";

const DEFAULT_SESSION_SECONDS = 3600;

/** `aws:iam/role:Role`; id and import id are the role's name. */
export function role(connection: AwsConnection): ResourceType {
    const iam = (action: string, parameters: Readonly<Record<string, string | undefined>>, signal: AbortSignal) =>
        queryApi(connection, "iam", action, parameters, signal);
    /** The real provider reads a role's policies along with the role, although nothing here uses them. */
    const readPolicies = async (id: string, signal: AbortSignal): Promise<void> => {
        await iam("ListRolePolicies", { RoleName: id }, signal);
        await iam("ListAttachedRolePolicies", { RoleName: id }, signal);
    };
    return {
        inputs: {
            name: { type: "string", replaces: true, physicalName: true },
            path: { type: "string", replaces: true, default: "/" },
            description: { type: "string" },
            assumeRolePolicy: { type: "document", required: true },
            maxSessionDuration: { type: "number", default: DEFAULT_SESSION_SECONDS },
            permissionsBoundary: { type: "string" },
            tags: { type: "stringMap" },
        },
        outputs: { arn: "string", createDate: "string", uniqueId: "string", tagsAll: "stringMap" },
        create: async (inputs, signal) => {
            const RoleName = requiredString(inputs, "name");
            await iam(
                "CreateRole",
                {
                    RoleName,
                    Path: optionalString(inputs, "path"),
                    Description: optionalString(inputs, "description"),
                    AssumeRolePolicyDocument: requiredString(inputs, "assumeRolePolicy"),
                    MaxSessionDuration: optionalNumber(inputs, "maxSessionDuration")?.toString(),
                    PermissionsBoundary: optionalString(inputs, "permissionsBoundary"),
                    ...tagParameters(stringMap(inputs, "tags")),
                },
                signal,
            );
            return RoleName;
        },
        find: async (id, signal) => {
            const found = child(await unlessMissing(iam("GetRole", { RoleName: id }, signal), "NoSuchEntity"), "Role");
            if (found === undefined) {
                return undefined;
            }
            await readPolicies(id, signal);
            const tags = tagsOf(found);
            return present({
                arn: childText(found, "Arn"),
                name: childText(found, "RoleName"),
                path: childText(found, "Path"),
                description: childText(found, "Description"),
                assumeRolePolicy: decodeURIComponent(childText(found, "AssumeRolePolicyDocument") ?? ""),
                maxSessionDuration: Number(childText(found, "MaxSessionDuration") ?? DEFAULT_SESSION_SECONDS),
                permissionsBoundary: childText(child(found, "PermissionsBoundary"), "PermissionsBoundaryArn"),
                createDate: childText(found, "CreateDate"),
                uniqueId: childText(found, "RoleId"),
                tags,
                tagsAll: tags,
            });
        },
        update: async (id, olds, news, signal) => {
            if (!sameValue("document", olds["assumeRolePolicy"], news["assumeRolePolicy"])) {
                const PolicyDocument = requiredString(news, "assumeRolePolicy");
                await iam("UpdateAssumeRolePolicy", { RoleName: id, PolicyDocument }, signal);
            }
            if (olds["description"] !== news["description"]) {
                const Description = optionalString(news, "description") ?? "";
                await iam("UpdateRoleDescription", { RoleName: id, Description }, signal);
            }
            const seconds = optionalNumber(news, "maxSessionDuration") ?? DEFAULT_SESSION_SECONDS;
            if (seconds !== (optionalNumber(olds, "maxSessionDuration") ?? DEFAULT_SESSION_SECONDS)) {
                await iam("UpdateRole", { RoleName: id, MaxSessionDuration: String(seconds) }, signal);
            }
            const PermissionsBoundary = optionalString(news, "permissionsBoundary");
            if (PermissionsBoundary !== optionalString(olds, "permissionsBoundary")) {
                await (PermissionsBoundary === undefined
                    ? iam("DeleteRolePermissionsBoundary", { RoleName: id }, signal)
                    : iam("PutRolePermissionsBoundary", { RoleName: id, PermissionsBoundary }, signal));
            }
            await updateIamTags(
                connection,
                "Role",
                { RoleName: id },
                stringMap(olds, "tags"),
                stringMap(news, "tags"),
                signal,
            );
        },
        delete: async (id, signal) => {
            await unlessMissing(iam("ListInstanceProfilesForRole", { RoleName: id }, signal), "NoSuchEntity");
            await unlessMissing(iam("DeleteRole", { RoleName: id }, signal), "NoSuchEntity");
        },
    };
}
