import { queryProtocol } from "../kernel/protocol/query-protocol";
import type { Account } from "../kernel/account";
import { authorizerOf, regionalHost, type Service, type ServiceContext, type ServiceHost } from "../kernel/service";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity";
import { StsIssuer } from "./issuer";
import { stsOperations } from "./operations";

export interface StsService extends Service {
    /** Who signs the account's outbound identity tokens. */
    readonly issuerUrl: string;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html */
export function stsService(context: ServiceContext): StsService {
    const { account, iam, credentials } = context;
    const version = "2011-06-15";
    const protocol = queryProtocol(version, `https://sts.amazonaws.com/doc/${version}/`);
    const issuer = new StsIssuer(account);
    return {
        name: "sts",
        protocol,
        operations: stsOperations(account, iam, credentials, authorizerOf(context, protocol), issuer),
        openOperations: new Map([["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity(account, iam, credentials)]]),
        hosts: [regionalHost(account, "sts"), ...globalHosts(account)],
        published: new Map([[issuer.host, issuer.wellKnown]]),
        contents: () => [],
        issuerUrl: issuer.url,
    };
}

/** Only the public partition has a global endpoint. https://docs.aws.amazon.com/general/latest/gr/sts.html */
function globalHosts({ partition }: Account): readonly ServiceHost[] {
    return partition.id === "aws" ? [{ name: "sts.amazonaws.com", region: partition.globalRegion }] : [];
}
