"""A workload deployed and used by the official clients of both clouds, under the vendors' own host names. Prints what was answered, as JSON."""

import json
import os
import uuid

import boto3
import requests
from azure.identity import ClientAssertionCredential, ClientSecretCredential

TENANT, SUBSCRIPTION = os.environ["ARM_TENANT_ID"], os.environ["ARM_SUBSCRIPTION_ID"]
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/orders"
ARM, GRAPH = "https://management.azure.com", "https://graph.microsoft.com"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
answers = []


def call(credential, method, url, body=None):
    scope = "https://vault.azure.net" if "vault" in url.split("/")[2] else "/".join(url.split("/")[:3])
    token = credential.get_token(f"{scope}/.default").token
    answer = requests.request(method, url, json=body, headers={"Authorization": f"Bearer {token}"})
    answers.append(answer.text + json.dumps(dict(answer.headers)))
    answer.raise_for_status()
    return answer.json()


deployer = ClientSecretCredential(TENANT, os.environ["ARM_CLIENT_ID"], os.environ["ARM_CLIENT_SECRET"])
cognito = boto3.client("cognito-identity")
pool = cognito.create_identity_pool(
    IdentityPoolName="orders", AllowUnauthenticatedIdentities=False, DeveloperProviderName="entra.orders"
)["IdentityPoolId"]


def outside_token():
    return cognito.get_open_id_token_for_developer_identity(IdentityPoolId=pool, Logins={"entra.orders": "orders"})


application = call(deployer, "POST", f"{GRAPH}/v1.0/applications", {"displayName": "orders"})
principal = call(deployer, "POST", f"{GRAPH}/v1.0/servicePrincipals", {"appId": application["appId"]})
call(
    deployer,
    "POST",
    f"{GRAPH}/v1.0/applications/{application['id']}/federatedIdentityCredentials",
    {
        "name": "cognito-orders",
        "issuer": "https://cognito-identity.amazonaws.com",
        "subject": outside_token()["IdentityId"],
        "audiences": [pool],
    },
)
definition = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{SECRETS_USER}"
call(
    deployer,
    "PUT",
    f"{ARM}{GROUP}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid4()}?api-version=2022-04-01",
    {"properties": {"roleDefinitionId": definition, "principalId": principal["id"], "principalType": "ServicePrincipal"}},
)
page = call(deployer, "GET", f"{GRAPH}/v1.0/servicePrincipals?$top=1")
vault = call(deployer, "GET", f"{ARM}{GROUP}/providers/Microsoft.KeyVault/vaults/orders?api-version=2023-07-01")
workload = ClientAssertionCredential(TENANT, application["appId"], lambda: outside_token()["Token"])
secret = call(workload, "GET", f"{vault['properties']['vaultUri']}secrets/greeting?api-version=7.4")
print(
    json.dumps(
        {
            "caller": boto3.client("sts").get_caller_identity()["Arn"],
            "globalCaller": boto3.client(
                "sts", region_name="us-east-1", endpoint_url="https://sts.amazonaws.com"
            ).get_caller_identity()["Arn"],
            "policies": boto3.client("iam").list_attached_role_policies(RoleName="orders")["AttachedPolicies"],
            "parameters": boto3.client("ssm").describe_parameters()["Parameters"],
            "context": page["@odata.context"],
            "nextLink": page["@odata.nextLink"],
            "vaultUri": vault["properties"]["vaultUri"],
            "secret": [secret["id"].rsplit("/", 1)[0], secret["value"]],
            "answers": answers,
        }
    )
)
