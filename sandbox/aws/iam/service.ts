import type { Account } from "../kernel/account";
import { queryProtocol } from "../kernel/protocol/query-protocol";
import { authorizerOf, type Service, type ServiceContext, type ServiceHost } from "../kernel/service";
import { accountOperations } from "./account-operations";
import { boundaryOperations } from "./boundary-operations";
import { openIdConnectOperations } from "./open-id-connect-operations";
import { policyOperations } from "./policy-operations";
import { roleOperations } from "./role-operations";
import { simulationOperations } from "./simulation-operations";
import type { IamStore } from "./store";

/** One endpoint per partition, by the partition's id. https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const HOSTS: Readonly<Record<string, string>> = {
    aws: "iam.amazonaws.com",
    "aws-us-gov": "iam.us-gov.amazonaws.com",
    "aws-cn": "iam.cn-north-1.amazonaws.com.cn",
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html */
export function iamService(context: ServiceContext, outboundIssuerUrl: string): Service {
    const { account, iam } = context;
    const version = "2010-05-08";
    const protocol = queryProtocol(version, `https://iam.amazonaws.com/doc/${version}/`);
    const authorizer = authorizerOf(context, protocol);
    return {
        name: "iam",
        protocol,
        operations: new Map([
            ...roleOperations(account, iam, authorizer),
            ...policyOperations(account, iam, authorizer),
            ...accountOperations(account, iam, authorizer, outboundIssuerUrl),
            ...openIdConnectOperations(account, iam, authorizer),
            ...boundaryOperations(account, iam, authorizer),
            ...simulationOperations(account, iam, authorizer),
        ]),
        openOperations: new Map(),
        hosts: hostsOf(account),
        published: new Map(),
        contents: () => contentsOf(iam),
    };
}

function hostsOf({ partition }: Account): readonly ServiceHost[] {
    const name = HOSTS[partition.id];
    return name === undefined ? [] : [{ name, region: partition.globalRegion }];
}

function contentsOf(iam: IamStore): readonly string[] {
    return [
        ...iam.policies.keys(),
        ...iam.openIdConnectProviders.keys(),
        ...[...iam.roles.values()].flatMap((role) => [
            role.arn,
            ...[...role.attachedPolicies].map((policyArn) => `${role.arn} has ${policyArn}`),
            ...[...role.inlinePolicies.keys()].map((name) => `${role.arn} has the inline policy ${name}`),
        ]),
        ...(iam.outboundFederationEnabled ? ["outbound web identity federation"] : []),
    ];
}
