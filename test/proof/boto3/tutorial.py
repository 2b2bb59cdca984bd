"""Makes the calls of the FastCognito tutorial with boto3, and prints each result as a line of JSON.

Usage: python3 tutorial.py ENDPOINT USER_POOL_ID CLIENT_ID

A line `{"code_for": ADDRESS}` requests the newest code that was sent to an email address: it is read as the
next line of stdin.
"""

import json
import sys

import boto3
from botocore.exceptions import ClientError

ENDPOINT, USER_POOL_ID, CLIENT_ID = sys.argv[1:]
EMAIL = "jane@example.com"
PASSWORD = "Correct-horse-7"
CHANGED_PASSWORD = "Battery-staple-8"
RESET_PASSWORD = "Tr0ubador-and-3"

client = boto3.client(
    "cognito-idp",
    region_name=USER_POOL_ID.split("_")[0],
    endpoint_url=ENDPOINT,
    aws_access_key_id="local",
    aws_secret_access_key="local",
)


def show(**line):
    print(json.dumps(line, default=str), flush=True)


def call(operation, **parameters):
    """Calls an operation, and shows and returns its result."""
    try:
        result = getattr(client, operation)(**parameters)
    except ClientError as error:
        shown = {"error": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
        metadata = error.response["ResponseMetadata"]
        result = None
    else:
        metadata = result.pop("ResponseMetadata")
        shown = {"result": result}
    show(call=operation, status=metadata["HTTPStatusCode"], request_id=metadata["RequestId"], **shown)
    return result


def received_code():
    show(code_for=EMAIL)
    return sys.stdin.readline().strip()


def sign_in(password):
    result = call(
        "initiate_auth",
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": EMAIL, "PASSWORD": password},
    )
    return result and result["AuthenticationResult"]


def refresh(token):
    return call(
        "initiate_auth",
        ClientId=CLIENT_ID,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": token},
    )


user = {"ClientId": CLIENT_ID, "Username": EMAIL}
attributes = {"email": EMAIL, "name": "Jane Doe", "phone_number": "+491711234567"}
sign_up = {
    "Password": PASSWORD,
    "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
}

call("sign_up", **user, **{**sign_up, "Password": "weak"})
call("sign_up", **user, **sign_up)
call("sign_up", **user, **sign_up)
sign_in(PASSWORD)
call("resend_confirmation_code", **user)
code = received_code()
call("confirm_sign_up", **user, ConfirmationCode=f"{(int(code) + 1) % 1_000_000:06}")
call("confirm_sign_up", **user, ConfirmationCode=code)

sign_in("Not-it-at-all-1")
tokens = sign_in(PASSWORD)
call("get_user", AccessToken=tokens["AccessToken"])
call("admin_get_user", UserPoolId=USER_POOL_ID, Username=EMAIL)
refresh(tokens["RefreshToken"])
call("get_tokens_from_refresh_token", ClientId=CLIENT_ID, RefreshToken=tokens["RefreshToken"])

change = {"AccessToken": tokens["AccessToken"], "ProposedPassword": CHANGED_PASSWORD}
call("change_password", **change, PreviousPassword="Not-it-at-all-1")
call("change_password", **change, PreviousPassword=PASSWORD)
sign_in(PASSWORD)

call("forgot_password", **user)
reset = {"ConfirmationCode": received_code(), "Password": RESET_PASSWORD}
call("confirm_forgot_password", **user, **reset)
call("confirm_forgot_password", **user, **reset)
sign_in(CHANGED_PASSWORD)
tokens = sign_in(RESET_PASSWORD)

call("revoke_token", ClientId=CLIENT_ID, Token=tokens["RefreshToken"])
refresh(tokens["RefreshToken"])
call("get_user", AccessToken=tokens["AccessToken"])

tokens = sign_in(RESET_PASSWORD)
call("global_sign_out", AccessToken=tokens["AccessToken"])
call("get_user", AccessToken=tokens["AccessToken"])
refresh(tokens["RefreshToken"])

tokens = sign_in(RESET_PASSWORD)
call("delete_user", AccessToken=tokens["AccessToken"])
sign_in(RESET_PASSWORD)
call("admin_get_user", UserPoolId=USER_POOL_ID, Username=EMAIL)
