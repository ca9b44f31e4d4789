/** What a deploying application needs in Microsoft Graph. https://learn.microsoft.com/graph/permissions-reference */
export interface GraphPermission {
    /** The application that defines it: Microsoft Graph. */
    readonly resourceAppId: string;
    readonly value: string;
    /** The id of the application role. */
    readonly id: string;
}

/**
 * Only applications that it owns, with their service principals and federated credentials: it owns those that it
 * creates.
 * https://learn.microsoft.com/graph/permissions-reference#applicationreadwriteownedby
 */
export const deployerGraphPermissions: readonly GraphPermission[] = [
    {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        value: "Application.ReadWrite.OwnedBy",
        id: "18a4783c-866b-4cc7-a460-3d5e5662c884",
    },
];

/** What a deploying person needs: the directory role that may register applications, and owns the ones it registers. */
export const deployerDirectoryRole = "Application Developer";
