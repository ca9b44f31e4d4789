import { present, requiredString, stringList, stringMap } from "../properties";
import { sameValue } from "../property-type";
import type { ResourceType } from "../resource-type";
import { unlessMissing } from "../vendor-error";
import { updateIamTags } from "./iam-tags";
import { listParameters, queryApi, tagParameters } from "./query-api";
import type { AwsConnection } from "./signed-fetch";
import { tagsOf } from "./tags";
import { childText, members, type XmlElement } from "./xml";

/** `aws:iam/openIdConnectProvider:OpenIdConnectProvider`; id and import id are the provider's ARN. */
export function openIdConnectProvider(connection: AwsConnection): ResourceType {
    const iam = (action: string, parameters: Readonly<Record<string, string | undefined>>, signal: AbortSignal) =>
        queryApi(connection, "iam", action, parameters, signal);
    return {
        inputs: {
            url: { type: "httpsUrl", required: true, replaces: true },
            clientIdLists: { type: "stringSet", required: true },
            thumbprintLists: { type: "stringList", computed: true },
            tags: { type: "stringMap" },
        },
        outputs: { arn: "string", tagsAll: "stringMap" },
        create: async (inputs, signal) => {
            const result = await iam(
                "CreateOpenIDConnectProvider",
                {
                    Url: requiredString(inputs, "url"),
                    ...listParameters("ClientIDList", stringList(inputs, "clientIdLists")),
                    ...listParameters("ThumbprintList", stringList(inputs, "thumbprintLists")),
                    ...tagParameters(stringMap(inputs, "tags")),
                },
                signal,
            );
            const arn = childText(result, "OpenIDConnectProviderArn");
            if (arn === undefined) {
                throw new Error("iam:CreateOpenIDConnectProvider answered without the provider's ARN.");
            }
            return arn;
        },
        find: async (id, signal) => {
            const found = await unlessMissing(
                iam("GetOpenIDConnectProvider", { OpenIDConnectProviderArn: id }, signal),
                "NoSuchEntity",
            );
            if (found === undefined) {
                return undefined;
            }
            const tags = tagsOf(found);
            return present({
                arn: id,
                url: childText(found, "Url"),
                clientIdLists: texts(found, "ClientIDList"),
                thumbprintLists: texts(found, "ThumbprintList"),
                tags,
                tagsAll: tags,
            });
        },
        update: async (id, olds, news, signal) => {
            const provider = { OpenIDConnectProviderArn: id };
            const [before, after] = [stringList(olds, "clientIdLists"), stringList(news, "clientIdLists")];
            for (const ClientID of after.filter((clientId) => !before.includes(clientId))) {
                await iam("AddClientIDToOpenIDConnectProvider", { ...provider, ClientID }, signal);
            }
            for (const ClientID of before.filter((clientId) => !after.includes(clientId))) {
                await iam("RemoveClientIDFromOpenIDConnectProvider", { ...provider, ClientID }, signal);
            }
            const thumbprints = stringList(news, "thumbprintLists");
            if (thumbprints.length > 0 && !sameValue("stringList", olds["thumbprintLists"], thumbprints)) {
                const list = listParameters("ThumbprintList", thumbprints);
                await iam("UpdateOpenIDConnectProviderThumbprint", { ...provider, ...list }, signal);
            }
            const [oldTags, newTags] = [stringMap(olds, "tags"), stringMap(news, "tags")];
            await updateIamTags(connection, "OpenIDConnectProvider", provider, oldTags, newTags, signal);
        },
        delete: async (id, signal) => {
            const deleted = iam("DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: id }, signal);
            await unlessMissing(deleted, "NoSuchEntity");
        },
    };
}

function texts(element: XmlElement, name: string): readonly string[] {
    return members(element, name).map((item) => item.text);
}
