import { UnplayableError } from "../../core/unplayable-error";

/** Where the sandbox's account lies: what differs between AWS's partitions. */
export interface Partition {
    /** `aws`, `aws-us-gov` or `aws-cn`. */
    readonly id: string;
    readonly dnsSuffix: string;
    /** Region that signs calls of the partition's global services, such as IAM. */
    readonly globalRegion: string;
    /** Whom Cognito's tokens name as their issuer's host, by region; `*` is every other region. */
    readonly cognitoIssuerHosts: Readonly<Record<string, string>>;
}

const PARTITIONS: readonly (Partition & { readonly regions: RegExp })[] = [
    {
        id: "aws",
        regions:
            /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/,
        dnsSuffix: "amazonaws.com",
        globalRegion: "us-east-1",
        cognitoIssuerHosts: { "*": "cognito-identity.amazonaws.com" },
    },
    {
        id: "aws-us-gov",
        regions: /^us-gov-(?:east|west)-1$/,
        dnsSuffix: "amazonaws.com",
        globalRegion: "us-gov-west-1",
        cognitoIssuerHosts: {
            "us-gov-west-1": "cognito-identity-us-gov.amazonaws.com",
            "us-gov-east-1": "cognito-identity.us-gov-east-1.amazonaws.com",
        },
    },
    {
        id: "aws-cn",
        regions: /^cn-north-1$/,
        dnsSuffix: "amazonaws.com.cn",
        globalRegion: "cn-north-1",
        cognitoIssuerHosts: { "cn-north-1": "cognito-identity.cn-north-1.amazonaws.com.cn" },
    },
];

/** The partition of `region`. Throws where it is not known which issuer Cognito names there. */
export function partitionOf(region: string): Partition {
    const partition = PARTITIONS.find(({ regions }) => regions.test(region));
    if (partition === undefined) {
        throw new UnplayableError(
            `The sandbox has no AWS region ${region}: Cognito has no identity pools there, or its issuer is not known.`,
        );
    }
    return partition;
}

/** Host of the issuer of the tokens of `region`. */
export function cognitoIssuerHost(region: string): string {
    const { cognitoIssuerHosts } = partitionOf(region);
    const host = cognitoIssuerHosts[region] ?? cognitoIssuerHosts["*"];
    if (host === undefined) {
        throw new UnplayableError(`Cognito's issuer in ${region} is not known.`);
    }
    return host;
}

/** Every issuer's host, of all partitions. */
export function allCognitoIssuerHosts(): readonly string[] {
    return PARTITIONS.flatMap(({ cognitoIssuerHosts }) => Object.values(cognitoIssuerHosts));
}
