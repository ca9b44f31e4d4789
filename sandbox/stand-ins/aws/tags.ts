import { childText, members, type XmlElement } from "./xml";

export type Tags = Readonly<Record<string, string>>;

/** The tags to remove and the tags to set to get from one set of tags to another. */
export function tagChanges(olds: Tags, news: Tags): { readonly removed: readonly string[]; readonly set: Tags } {
    return {
        removed: Object.keys(olds).filter((key) => news[key] === undefined),
        set: Object.fromEntries(Object.entries(news).filter(([key, value]) => olds[key] !== value)),
    };
}

/** The `Tags` of an IAM entity. */
export function tagsOf(entity: XmlElement | undefined): Tags {
    return Object.fromEntries(
        members(entity, "Tags").map((tag) => [childText(tag, "Key") ?? "", childText(tag, "Value") ?? ""]),
    );
}
