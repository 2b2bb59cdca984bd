/**
 * What AWS's API of Cognito user pools accepts and returns. Written by scripts/service-model.js from
 * botocore 1.43.107 and the AWS SDK 3.1169.0.
 *
 * botocore's service model is under the Apache License 2.0, Copyright Amazon.com, Inc. or its affiliates.
 * Changed against the original: the documentation is left out, and so are the shapes that no request or
 * answer reaches.
 */
/* eslint-disable */
import type { OperationModel, Shape } from './shape.js'

/** Exceptions whose response has status 500. */
export const FAULTS: readonly string[] = ['InternalErrorException', 'InternalServerException']

export const OPERATIONS: Readonly<Record<string, OperationModel>> = {
  AddCustomAttributes: {
    input: 'AddCustomAttributesRequest',
    output: 'AddCustomAttributesResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserImportInProgressException'
    ],
    signed: true
  },
  AddUserPoolClientSecret: {
    input: 'AddUserPoolClientSecretRequest',
    output: 'AddUserPoolClientSecretResponse',
    errors: [
      'AccessDeniedException',
      'InternalServerException',
      'InvalidParameterException',
      'LimitExceededException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  AdminAddUserToGroup: {
    input: 'AdminAddUserToGroupRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminConfirmSignUp: {
    input: 'AdminConfirmSignUpRequest',
    output: 'AdminConfirmSignUpResponse',
    errors: [
      'InternalErrorException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyFailedAttemptsException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminCreateUser: {
    input: 'AdminCreateUserRequest',
    output: 'AdminCreateUserResponse',
    errors: [
      'CodeDeliveryFailureException',
      'InternalErrorException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PreconditionNotMetException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UnsupportedUserStateException',
      'UserLambdaValidationException',
      'UserNotFoundException',
      'UsernameExistsException'
    ],
    signed: true
  },
  AdminDeleteSoftwareToken: {
    input: 'AdminDeleteSoftwareTokenRequest',
    output: 'AdminDeleteSoftwareTokenResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminDeleteUser: {
    input: 'AdminDeleteUserRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminDeleteUserAttributes: {
    input: 'AdminDeleteUserAttributesRequest',
    output: 'AdminDeleteUserAttributesResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminDisableProviderForUser: {
    input: 'AdminDisableProviderForUserRequest',
    output: 'AdminDisableProviderForUserResponse',
    errors: [
      'AliasExistsException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminDisableUser: {
    input: 'AdminDisableUserRequest',
    output: 'AdminDisableUserResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminEnableUser: {
    input: 'AdminEnableUserRequest',
    output: 'AdminEnableUserResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminForgetDevice: {
    input: 'AdminForgetDeviceRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminGetDevice: {
    input: 'AdminGetDeviceRequest',
    output: 'AdminGetDeviceResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  AdminGetUser: {
    input: 'AdminGetUserRequest',
    output: 'AdminGetUserResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminGetUserAuthFactors: {
    input: 'AdminGetUserAuthFactorsRequest',
    output: 'AdminGetUserAuthFactorsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminInitiateAuth: {
    input: 'AdminInitiateAuthRequest',
    output: 'AdminInitiateAuthResponse',
    errors: [
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'InvalidUserPoolConfigurationException',
      'MFAMethodNotFoundException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UnsupportedOperationException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminLinkProviderForUser: {
    input: 'AdminLinkProviderForUserRequest',
    output: 'AdminLinkProviderForUserResponse',
    errors: [
      'AliasExistsException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminListDevices: {
    input: 'AdminListDevicesRequest',
    output: 'AdminListDevicesResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  AdminListGroupsForUser: {
    input: 'AdminListGroupsForUserRequest',
    output: 'AdminListGroupsForUserResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminListUserAuthEvents: {
    input: 'AdminListUserAuthEventsRequest',
    output: 'AdminListUserAuthEventsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException',
      'UserPoolAddOnNotEnabledException'
    ],
    signed: true
  },
  AdminListUserSessions: {
    input: 'AdminListUserSessionsRequest',
    output: 'AdminListUserSessionsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminRemoveUserFromGroup: {
    input: 'AdminRemoveUserFromGroupRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminResetUserPassword: {
    input: 'AdminResetUserPasswordRequest',
    output: 'AdminResetUserPasswordResponse',
    errors: [
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminRespondToAuthChallenge: {
    input: 'AdminRespondToAuthChallengeRequest',
    output: 'AdminRespondToAuthChallengeResponse',
    errors: [
      'AliasExistsException',
      'CodeMismatchException',
      'ExpiredCodeException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'InvalidUserPoolConfigurationException',
      'MFAMethodNotFoundException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordHistoryPolicyViolationException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'SoftwareTokenMFANotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminRevokeUserSession: {
    input: 'AdminRevokeUserSessionRequest',
    output: 'AdminRevokeUserSessionResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminSetUserMFAPreference: {
    input: 'AdminSetUserMFAPreferenceRequest',
    output: 'AdminSetUserMFAPreferenceResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminSetUserPassword: {
    input: 'AdminSetUserPasswordRequest',
    output: 'AdminSetUserPasswordResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordHistoryPolicyViolationException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminSetUserSettings: {
    input: 'AdminSetUserSettingsRequest',
    output: 'AdminSetUserSettingsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminUpdateAuthEventFeedback: {
    input: 'AdminUpdateAuthEventFeedbackRequest',
    output: 'AdminUpdateAuthEventFeedbackResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException',
      'UserPoolAddOnNotEnabledException'
    ],
    signed: true
  },
  AdminUpdateDeviceStatus: {
    input: 'AdminUpdateDeviceStatusRequest',
    output: 'AdminUpdateDeviceStatusResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminUpdateUserAttributes: {
    input: 'AdminUpdateUserAttributesRequest',
    output: 'AdminUpdateUserAttributesResponse',
    errors: [
      'AliasExistsException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AdminUserGlobalSignOut: {
    input: 'AdminUserGlobalSignOutRequest',
    output: 'AdminUserGlobalSignOutResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException'
    ],
    signed: true
  },
  AssociateSoftwareToken: {
    input: 'AssociateSoftwareTokenRequest',
    output: 'AssociateSoftwareTokenResponse',
    errors: [
      'ConcurrentModificationException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'SoftwareTokenMFANotFoundException'
    ]
  },
  ChangePassword: {
    input: 'ChangePasswordRequest',
    output: 'ChangePasswordResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordHistoryPolicyViolationException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  CompleteWebAuthnRegistration: {
    input: 'CompleteWebAuthnRegistrationRequest',
    output: 'CompleteWebAuthnRegistrationResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'TooManyRequestsException',
      'WebAuthnChallengeNotFoundException',
      'WebAuthnClientMismatchException',
      'WebAuthnCredentialNotSupportedException',
      'WebAuthnNotEnabledException',
      'WebAuthnOriginNotAllowedException',
      'WebAuthnRelyingPartyMismatchException'
    ]
  },
  ConfirmDevice: {
    input: 'ConfirmDeviceRequest',
    output: 'ConfirmDeviceResponse',
    errors: [
      'DeviceKeyExistsException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException',
      'UsernameExistsException'
    ]
  },
  ConfirmForgotPassword: {
    input: 'ConfirmForgotPasswordRequest',
    output: 'ConfirmForgotPasswordResponse',
    errors: [
      'CodeMismatchException',
      'ExpiredCodeException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordHistoryPolicyViolationException',
      'ResourceNotFoundException',
      'TooManyFailedAttemptsException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  ConfirmSignUp: {
    input: 'ConfirmSignUpRequest',
    output: 'ConfirmSignUpResponse',
    errors: [
      'AliasExistsException',
      'CodeMismatchException',
      'ExpiredCodeException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyFailedAttemptsException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ]
  },
  CreateGroup: {
    input: 'CreateGroupRequest',
    output: 'CreateGroupResponse',
    errors: [
      'GroupExistsException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateIdentityProvider: {
    input: 'CreateIdentityProviderRequest',
    output: 'CreateIdentityProviderResponse',
    errors: [
      'DuplicateProviderException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateManagedLoginBranding: {
    input: 'CreateManagedLoginBrandingRequest',
    output: 'CreateManagedLoginBrandingResponse',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'ManagedLoginBrandingExistsException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateResourceServer: {
    input: 'CreateResourceServerRequest',
    output: 'CreateResourceServerResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateTerms: {
    input: 'CreateTermsRequest',
    output: 'CreateTermsResponse',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TermsExistsException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateUserImportJob: {
    input: 'CreateUserImportJobRequest',
    output: 'CreateUserImportJobResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PreconditionNotMetException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateUserPool: {
    input: 'CreateUserPoolRequest',
    output: 'CreateUserPoolResponse',
    errors: [
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'LimitExceededException',
      'NotAuthorizedException',
      'TierChangeNotAllowedException',
      'TooManyRequestsException',
      'UserPoolTaggingException'
    ],
    signed: true
  },
  CreateUserPoolClient: {
    input: 'CreateUserPoolClientRequest',
    output: 'CreateUserPoolClientResponse',
    errors: [
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidOAuthFlowException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'ScopeDoesNotExistException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  CreateUserPoolDomain: {
    input: 'CreateUserPoolDomainRequest',
    output: 'CreateUserPoolDomainResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException'
    ],
    signed: true
  },
  CreateUserPoolReplica: {
    input: 'CreateUserPoolReplicaRequest',
    output: 'CreateUserPoolReplicaResponse',
    errors: [
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserPoolTaggingException'
    ],
    signed: true
  },
  DeleteGroup: {
    input: 'DeleteGroupRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteIdentityProvider: {
    input: 'DeleteIdentityProviderRequest',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnsupportedIdentityProviderException'
    ],
    signed: true
  },
  DeleteManagedLoginBranding: {
    input: 'DeleteManagedLoginBrandingRequest',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteResourceServer: {
    input: 'DeleteResourceServerRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteTerms: {
    input: 'DeleteTermsRequest',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteUser: {
    input: 'DeleteUserRequest',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  DeleteUserAttributes: {
    input: 'DeleteUserAttributesRequest',
    output: 'DeleteUserAttributesResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  DeleteUserPool: {
    input: 'DeleteUserPoolRequest',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserImportInProgressException'
    ],
    signed: true
  },
  DeleteUserPoolClient: {
    input: 'DeleteUserPoolClientRequest',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteUserPoolClientSecret: {
    input: 'DeleteUserPoolClientSecretRequest',
    output: 'DeleteUserPoolClientSecretResponse',
    errors: [
      'InternalServerException',
      'InvalidParameterException',
      'LimitExceededException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteUserPoolDomain: {
    input: 'DeleteUserPoolDomainRequest',
    output: 'DeleteUserPoolDomainResponse',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException'
    ],
    signed: true
  },
  DeleteUserPoolReplica: {
    input: 'DeleteUserPoolReplicaRequest',
    output: 'DeleteUserPoolReplicaResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DeleteWebAuthnCredential: {
    input: 'DeleteWebAuthnCredentialRequest',
    output: 'DeleteWebAuthnCredentialResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ]
  },
  DescribeIdentityProvider: {
    input: 'DescribeIdentityProviderRequest',
    output: 'DescribeIdentityProviderResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeManagedLoginBranding: {
    input: 'DescribeManagedLoginBrandingRequest',
    output: 'DescribeManagedLoginBrandingResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeManagedLoginBrandingByClient: {
    input: 'DescribeManagedLoginBrandingByClientRequest',
    output: 'DescribeManagedLoginBrandingByClientResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeResourceServer: {
    input: 'DescribeResourceServerRequest',
    output: 'DescribeResourceServerResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeRiskConfiguration: {
    input: 'DescribeRiskConfigurationRequest',
    output: 'DescribeRiskConfigurationResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserPoolAddOnNotEnabledException'
    ],
    signed: true
  },
  DescribeTerms: {
    input: 'DescribeTermsRequest',
    output: 'DescribeTermsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeTermsByClient: {
    input: 'DescribeTermsByClientRequest',
    output: 'DescribeTermsByClientResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeUserImportJob: {
    input: 'DescribeUserImportJobRequest',
    output: 'DescribeUserImportJobResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeUserPool: {
    input: 'DescribeUserPoolRequest',
    output: 'DescribeUserPoolResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserPoolTaggingException'
    ],
    signed: true
  },
  DescribeUserPoolClient: {
    input: 'DescribeUserPoolClientRequest',
    output: 'DescribeUserPoolClientResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  DescribeUserPoolDomain: {
    input: 'DescribeUserPoolDomainRequest',
    output: 'DescribeUserPoolDomainResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException'
    ],
    signed: true
  },
  ForgetDevice: {
    input: 'ForgetDeviceRequest',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  ForgotPassword: {
    input: 'ForgotPasswordRequest',
    output: 'ForgotPasswordResponse',
    errors: [
      'CodeDeliveryFailureException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ]
  },
  GetCSVHeader: {
    input: 'GetCSVHeaderRequest',
    output: 'GetCSVHeaderResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetClientToken: {
    input: 'GetClientTokenRequest',
    output: 'GetClientTokenResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetDevice: {
    input: 'GetDeviceRequest',
    output: 'GetDeviceResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  GetGroup: {
    input: 'GetGroupRequest',
    output: 'GetGroupResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetIdentityProviderByIdentifier: {
    input: 'GetIdentityProviderByIdentifierRequest',
    output: 'GetIdentityProviderByIdentifierResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetLogDeliveryConfiguration: {
    input: 'GetLogDeliveryConfigurationRequest',
    output: 'GetLogDeliveryConfigurationResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetProvisionedLimit: {
    input: 'GetProvisionedLimitRequest',
    output: 'GetProvisionedLimitResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetSigningCertificate: {
    input: 'GetSigningCertificateRequest',
    output: 'GetSigningCertificateResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'OperationNotEnabledException',
      'ResourceNotFoundException'
    ],
    signed: true
  },
  GetTokensFromRefreshToken: {
    input: 'GetTokensFromRefreshTokenRequest',
    output: 'GetTokensFromRefreshTokenResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'RefreshTokenReuseException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ]
  },
  GetUICustomization: {
    input: 'GetUICustomizationRequest',
    output: 'GetUICustomizationResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetUser: {
    input: 'GetUserRequest',
    output: 'GetUserResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  GetUserAttributeVerificationCode: {
    input: 'GetUserAttributeVerificationCodeRequest',
    output: 'GetUserAttributeVerificationCodeResponse',
    errors: [
      'CodeDeliveryFailureException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  GetUserAuthFactors: {
    input: 'GetUserAuthFactorsRequest',
    output: 'GetUserAuthFactorsResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  GetUserPoolClientSessionConfiguration: {
    input: 'GetUserPoolClientSessionConfigurationRequest',
    output: 'GetUserPoolClientSessionConfigurationResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetUserPoolMfaConfig: {
    input: 'GetUserPoolMfaConfigRequest',
    output: 'GetUserPoolMfaConfigResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GetUserPoolSessionConfiguration: {
    input: 'GetUserPoolSessionConfigurationRequest',
    output: 'GetUserPoolSessionConfigurationResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  GlobalSignOut: {
    input: 'GlobalSignOutRequest',
    output: 'GlobalSignOutResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException'
    ]
  },
  InitiateAuth: {
    input: 'InitiateAuthRequest',
    output: 'InitiateAuthResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UnsupportedOperationException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  ListDevices: {
    input: 'ListDevicesRequest',
    output: 'ListDevicesResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  ListGroups: {
    input: 'ListGroupsRequest',
    output: 'ListGroupsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListIdentityProviders: {
    input: 'ListIdentityProvidersRequest',
    output: 'ListIdentityProvidersResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListResourceServers: {
    input: 'ListResourceServersRequest',
    output: 'ListResourceServersResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListTagsForResource: {
    input: 'ListTagsForResourceRequest',
    output: 'ListTagsForResourceResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListTerms: {
    input: 'ListTermsRequest',
    output: 'ListTermsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUserImportJobs: {
    input: 'ListUserImportJobsRequest',
    output: 'ListUserImportJobsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUserPoolClientSecrets: {
    input: 'ListUserPoolClientSecretsRequest',
    output: 'ListUserPoolClientSecretsResponse',
    errors: [
      'InternalServerException',
      'InvalidParameterException',
      'LimitExceededException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUserPoolClients: {
    input: 'ListUserPoolClientsRequest',
    output: 'ListUserPoolClientsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUserPoolReplicas: {
    input: 'ListUserPoolReplicasRequest',
    output: 'ListUserPoolReplicasResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUserPools: {
    input: 'ListUserPoolsRequest',
    output: 'ListUserPoolsResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUserSessions: {
    input: 'ListUserSessionsRequest',
    output: 'ListUserSessionsResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  ListUsers: {
    input: 'ListUsersRequest',
    output: 'ListUsersResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListUsersInGroup: {
    input: 'ListUsersInGroupRequest',
    output: 'ListUsersInGroupResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  ListWebAuthnCredentials: {
    input: 'ListWebAuthnCredentialsRequest',
    output: 'ListWebAuthnCredentialsResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'TooManyRequestsException'
    ]
  },
  ResendConfirmationCode: {
    input: 'ResendConfirmationCodeRequest',
    output: 'ResendConfirmationCodeResponse',
    errors: [
      'CodeDeliveryFailureException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotFoundException'
    ]
  },
  RespondToAuthChallenge: {
    input: 'RespondToAuthChallengeRequest',
    output: 'RespondToAuthChallengeResponse',
    errors: [
      'AliasExistsException',
      'CodeMismatchException',
      'ExpiredCodeException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'InvalidUserPoolConfigurationException',
      'MFAMethodNotFoundException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordHistoryPolicyViolationException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'SoftwareTokenMFANotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  RevokeToken: {
    input: 'RevokeTokenRequest',
    output: 'RevokeTokenResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'OperationNotEnabledException',
      'TooManyRequestsException',
      'UnauthorizedException',
      'UnsupportedOperationException',
      'UnsupportedTokenTypeException'
    ]
  },
  RevokeUserSession: {
    input: 'RevokeUserSessionRequest',
    output: 'RevokeUserSessionResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  SetLogDeliveryConfiguration: {
    input: 'SetLogDeliveryConfigurationRequest',
    output: 'SetLogDeliveryConfigurationResponse',
    errors: [
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  SetRiskConfiguration: {
    input: 'SetRiskConfigurationRequest',
    output: 'SetRiskConfigurationResponse',
    errors: [
      'CodeDeliveryFailureException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserPoolAddOnNotEnabledException'
    ],
    signed: true
  },
  SetUICustomization: {
    input: 'SetUICustomizationRequest',
    output: 'SetUICustomizationResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  SetUserMFAPreference: {
    input: 'SetUserMFAPreferenceRequest',
    output: 'SetUserMFAPreferenceResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  SetUserPoolClientSessionConfiguration: {
    input: 'SetUserPoolClientSessionConfigurationRequest',
    output: 'SetUserPoolClientSessionConfigurationResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  SetUserPoolMfaConfig: {
    input: 'SetUserPoolMfaConfigRequest',
    output: 'SetUserPoolMfaConfigResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  SetUserPoolSessionConfiguration: {
    input: 'SetUserPoolSessionConfigurationRequest',
    output: 'SetUserPoolSessionConfigurationResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  SetUserSettings: {
    input: 'SetUserSettingsRequest',
    output: 'SetUserSettingsResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  SignUp: {
    input: 'SignUpRequest',
    output: 'SignUpResponse',
    errors: [
      'CodeDeliveryFailureException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidPasswordException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UsernameExistsException'
    ]
  },
  StartUserImportJob: {
    input: 'StartUserImportJobRequest',
    output: 'StartUserImportJobResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PreconditionNotMetException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  StartWebAuthnRegistration: {
    input: 'StartWebAuthnRegistrationRequest',
    output: 'StartWebAuthnRegistrationResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'TooManyRequestsException',
      'WebAuthnConfigurationMissingException',
      'WebAuthnNotEnabledException'
    ]
  },
  StopUserImportJob: {
    input: 'StopUserImportJobRequest',
    output: 'StopUserImportJobResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PreconditionNotMetException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  TagResource: {
    input: 'TagResourceRequest',
    output: 'TagResourceResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UntagResource: {
    input: 'UntagResourceRequest',
    output: 'UntagResourceResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateAuthEventFeedback: {
    input: 'UpdateAuthEventFeedbackRequest',
    output: 'UpdateAuthEventFeedbackResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotFoundException',
      'UserPoolAddOnNotEnabledException'
    ]
  },
  UpdateDeviceStatus: {
    input: 'UpdateDeviceStatusRequest',
    output: 'UpdateDeviceStatusResponse',
    errors: [
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  UpdateGroup: {
    input: 'UpdateGroupRequest',
    output: 'UpdateGroupResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateIdentityProvider: {
    input: 'UpdateIdentityProviderRequest',
    output: 'UpdateIdentityProviderResponse',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnsupportedIdentityProviderException'
    ],
    signed: true
  },
  UpdateManagedLoginBranding: {
    input: 'UpdateManagedLoginBrandingRequest',
    output: 'UpdateManagedLoginBrandingResponse',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateProvisionedLimit: {
    input: 'UpdateProvisionedLimitRequest',
    output: 'UpdateProvisionedLimitResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'ResourceNotFoundException',
      'ServiceQuotaExceededException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateResourceServer: {
    input: 'UpdateResourceServerRequest',
    output: 'UpdateResourceServerResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateTerms: {
    input: 'UpdateTermsRequest',
    output: 'UpdateTermsResponse',
    errors: [
      'ConcurrentModificationException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TermsExistsException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateUserAttributes: {
    input: 'UpdateUserAttributesRequest',
    output: 'UpdateUserAttributesResponse',
    errors: [
      'AliasExistsException',
      'CodeDeliveryFailureException',
      'CodeMismatchException',
      'ExpiredCodeException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidLambdaResponseException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UnexpectedLambdaException',
      'UserLambdaValidationException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  UpdateUserPool: {
    input: 'UpdateUserPoolRequest',
    output: 'UpdateUserPoolResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidEmailRoleAccessPolicyException',
      'InvalidParameterException',
      'InvalidSmsRoleAccessPolicyException',
      'InvalidSmsRoleTrustRelationshipException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TierChangeNotAllowedException',
      'TooManyRequestsException',
      'UserImportInProgressException',
      'UserPoolTaggingException'
    ],
    signed: true
  },
  UpdateUserPoolClient: {
    input: 'UpdateUserPoolClientRequest',
    output: 'UpdateUserPoolClientResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidOAuthFlowException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'ScopeDoesNotExistException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateUserPoolDomain: {
    input: 'UpdateUserPoolDomainRequest',
    output: 'UpdateUserPoolDomainResponse',
    errors: [
      'ConcurrentModificationException',
      'FeatureUnavailableInTierException',
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  UpdateUserPoolReplica: {
    input: 'UpdateUserPoolReplicaRequest',
    output: 'UpdateUserPoolReplicaResponse',
    errors: [
      'InternalErrorException',
      'InvalidParameterException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'ResourceNotFoundException',
      'TooManyRequestsException'
    ],
    signed: true
  },
  VerifySoftwareToken: {
    input: 'VerifySoftwareTokenRequest',
    output: 'VerifySoftwareTokenResponse',
    errors: [
      'CodeMismatchException',
      'EnableSoftwareTokenMFAException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'InvalidUserPoolConfigurationException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'SoftwareTokenMFANotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  },
  VerifyUserAttribute: {
    input: 'VerifyUserAttributeRequest',
    output: 'VerifyUserAttributeResponse',
    errors: [
      'AliasExistsException',
      'CodeMismatchException',
      'ExpiredCodeException',
      'ForbiddenException',
      'InternalErrorException',
      'InvalidParameterException',
      'LimitExceededException',
      'NotAuthorizedException',
      'OperationNotEnabledException',
      'PasswordResetRequiredException',
      'ResourceNotFoundException',
      'TooManyRequestsException',
      'UserNotConfirmedException',
      'UserNotFoundException'
    ]
  }
}

export const SHAPES: Readonly<Record<string, Shape>> = {
  AWSAccountIdType: { type: 'string', max: 12, pattern: '[0-9]+' },
  AccessTokenValidityType: { type: 'integer', min: 1, max: 86400 },
  AccountRecoverySettingType: {
    type: 'structure',
    members: { RecoveryMechanisms: 'RecoveryMechanismsType' }
  },
  AccountTakeoverActionNotifyType: { type: 'boolean' },
  AccountTakeoverActionType: {
    type: 'structure',
    required: ['Notify', 'EventAction'],
    members: { Notify: 'AccountTakeoverActionNotifyType', EventAction: 'AccountTakeoverEventActionType' }
  },
  AccountTakeoverActionsType: {
    type: 'structure',
    members: {
      LowAction: 'AccountTakeoverActionType',
      MediumAction: 'AccountTakeoverActionType',
      HighAction: 'AccountTakeoverActionType'
    }
  },
  AccountTakeoverEventActionType: {
    type: 'string',
    enum: ['BLOCK', 'MFA_IF_CONFIGURED', 'MFA_REQUIRED', 'NO_ACTION']
  },
  AccountTakeoverRiskConfigurationType: {
    type: 'structure',
    required: ['Actions'],
    members: { NotifyConfiguration: 'NotifyConfigurationType', Actions: 'AccountTakeoverActionsType' }
  },
  AcrConfigurationType: { type: 'map', key: 'Plain_string_0', value: 'AcrLevelConfigType' },
  AcrLevelConfigType: { type: 'structure', required: ['AcrValue'], members: { AcrValue: 'Plain_string_0' } },
  AddCustomAttributesRequest: {
    type: 'structure',
    required: ['UserPoolId', 'CustomAttributes'],
    members: { UserPoolId: 'UserPoolIdType', CustomAttributes: 'CustomAttributesListType' }
  },
  AddCustomAttributesResponse: { type: 'structure', members: {} },
  AddUserPoolClientSecretRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType', ClientSecret: 'ClientSecretType' }
  },
  AddUserPoolClientSecretResponse: {
    type: 'structure',
    members: { ClientSecretDescriptor: 'ClientSecretDescriptorType' }
  },
  AdminAddUserToGroupRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'GroupName'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', GroupName: 'GroupNameType' }
  },
  AdminConfirmSignUpRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', ClientMetadata: 'ClientMetadataType' }
  },
  AdminConfirmSignUpResponse: { type: 'structure', members: {} },
  AdminCreateUserConfigType: {
    type: 'structure',
    members: {
      AllowAdminCreateUserOnly: 'BooleanType',
      UnusedAccountValidityDays: 'AdminCreateUserUnusedAccountValidityDaysType',
      InviteMessageTemplate: 'MessageTemplateType'
    }
  },
  AdminCreateUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      UserAttributes: 'AttributeListType',
      ValidationData: 'AttributeListType',
      TemporaryPassword: 'PasswordType',
      ForceAliasCreation: 'ForceAliasCreation',
      MessageAction: 'MessageActionType',
      DesiredDeliveryMediums: 'DeliveryMediumListType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  AdminCreateUserResponse: { type: 'structure', members: { User: 'UserType' } },
  AdminCreateUserUnusedAccountValidityDaysType: { type: 'integer', min: 0, max: 365 },
  AdminDeleteSoftwareTokenRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminDeleteSoftwareTokenResponse: { type: 'structure', members: {} },
  AdminDeleteUserAttributesRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'UserAttributeNames'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      UserAttributeNames: 'AttributeNameListType'
    }
  },
  AdminDeleteUserAttributesResponse: { type: 'structure', members: {} },
  AdminDeleteUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminDisableProviderForUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'User'],
    members: { UserPoolId: 'StringType', User: 'ProviderUserIdentifierType' }
  },
  AdminDisableProviderForUserResponse: { type: 'structure', members: {} },
  AdminDisableUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminDisableUserResponse: { type: 'structure', members: {} },
  AdminEnableUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminEnableUserResponse: { type: 'structure', members: {} },
  AdminForgetDeviceRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'DeviceKey'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', DeviceKey: 'DeviceKeyType' }
  },
  AdminGetDeviceRequest: {
    type: 'structure',
    required: ['DeviceKey', 'UserPoolId', 'Username'],
    members: { DeviceKey: 'DeviceKeyType', UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminGetDeviceResponse: { type: 'structure', required: ['Device'], members: { Device: 'DeviceType' } },
  AdminGetUserAuthFactorsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminGetUserAuthFactorsResponse: {
    type: 'structure',
    required: ['Username'],
    members: {
      Username: 'UsernameType',
      PreferredMfaSetting: 'StringType',
      UserMFASettingList: 'UserMFASettingListType',
      ConfiguredUserAuthFactors: 'ConfiguredUserAuthFactorsListType'
    }
  },
  AdminGetUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminGetUserResponse: {
    type: 'structure',
    required: ['Username'],
    members: {
      Username: 'UsernameType',
      UserAttributes: 'AttributeListType',
      UserCreateDate: 'DateType',
      UserLastModifiedDate: 'DateType',
      Enabled: 'BooleanType',
      UserStatus: 'UserStatusType',
      MFAOptions: 'MFAOptionListType',
      PreferredMfaSetting: 'StringType',
      UserMFASettingList: 'UserMFASettingListType'
    }
  },
  AdminInitiateAuthRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId', 'AuthFlow'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      AuthFlow: 'AuthFlowType',
      AuthParameters: 'AuthParametersType',
      ClientMetadata: 'ClientMetadataType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      ContextData: 'ContextDataType',
      Session: 'SessionType'
    }
  },
  AdminInitiateAuthResponse: {
    type: 'structure',
    members: {
      ChallengeName: 'ChallengeNameType',
      Session: 'SessionType',
      ChallengeParameters: 'ChallengeParametersType',
      AuthenticationResult: 'AuthenticationResultType',
      AvailableChallenges: 'AvailableChallengeListType'
    }
  },
  AdminLinkProviderForUserRequest: {
    type: 'structure',
    required: ['UserPoolId', 'DestinationUser', 'SourceUser'],
    members: {
      UserPoolId: 'StringType',
      DestinationUser: 'ProviderUserIdentifierType',
      SourceUser: 'ProviderUserIdentifierType'
    }
  },
  AdminLinkProviderForUserResponse: { type: 'structure', members: {} },
  AdminListDevicesRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      Limit: 'QueryLimitType',
      PaginationToken: 'SearchPaginationTokenType'
    }
  },
  AdminListDevicesResponse: {
    type: 'structure',
    members: { Devices: 'DeviceListType', PaginationToken: 'SearchPaginationTokenType' }
  },
  AdminListGroupsForUserRequest: {
    type: 'structure',
    required: ['Username', 'UserPoolId'],
    members: {
      Username: 'UsernameType',
      UserPoolId: 'UserPoolIdType',
      Limit: 'QueryLimitType',
      NextToken: 'PaginationKey'
    }
  },
  AdminListGroupsForUserResponse: {
    type: 'structure',
    members: { Groups: 'GroupListType', NextToken: 'PaginationKey' }
  },
  AdminListUserAuthEventsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      MaxResults: 'QueryLimitType',
      NextToken: 'PaginationKey'
    }
  },
  AdminListUserAuthEventsResponse: {
    type: 'structure',
    members: { AuthEvents: 'AuthEventsType', NextToken: 'PaginationKey' }
  },
  AdminListUserSessionsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', NextToken: 'PaginationKey' }
  },
  AdminListUserSessionsResponse: {
    type: 'structure',
    members: { Sessions: 'SessionsListType', NextToken: 'PaginationKey' }
  },
  AdminRemoveUserFromGroupRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'GroupName'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', GroupName: 'GroupNameType' }
  },
  AdminResetUserPasswordRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', ClientMetadata: 'ClientMetadataType' }
  },
  AdminResetUserPasswordResponse: { type: 'structure', members: {} },
  AdminRespondToAuthChallengeRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId', 'ChallengeName'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      ChallengeName: 'ChallengeNameType',
      ChallengeResponses: 'ChallengeResponsesType',
      Session: 'SessionType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      ContextData: 'ContextDataType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  AdminRespondToAuthChallengeResponse: {
    type: 'structure',
    members: {
      ChallengeName: 'ChallengeNameType',
      Session: 'SessionType',
      ChallengeParameters: 'ChallengeParametersType',
      AuthenticationResult: 'AuthenticationResultType',
      AvailableChallenges: 'AvailableChallengeListType'
    }
  },
  AdminRevokeUserSessionRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'SessionId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      SessionId: 'Plain_string_0',
      RevokeAssociatedSessions: 'Plain_string_0'
    }
  },
  AdminRevokeUserSessionResponse: { type: 'structure', members: {} },
  AdminSetUserMFAPreferenceRequest: {
    type: 'structure',
    required: ['Username', 'UserPoolId'],
    members: {
      SMSMfaSettings: 'SMSMfaSettingsType',
      SoftwareTokenMfaSettings: 'SoftwareTokenMfaSettingsType',
      EmailMfaSettings: 'EmailMfaSettingsType',
      WebAuthnMfaSettings: 'WebAuthnMfaSettingsType',
      Username: 'UsernameType',
      UserPoolId: 'UserPoolIdType'
    }
  },
  AdminSetUserMFAPreferenceResponse: { type: 'structure', members: {} },
  AdminSetUserPasswordRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'Password'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      Password: 'PasswordType',
      Permanent: 'BooleanType'
    }
  },
  AdminSetUserPasswordResponse: { type: 'structure', members: {} },
  AdminSetUserSettingsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'MFAOptions'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType', MFAOptions: 'MFAOptionListType' }
  },
  AdminSetUserSettingsResponse: { type: 'structure', members: {} },
  AdminUpdateAuthEventFeedbackRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'EventId', 'FeedbackValue'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      EventId: 'EventIdType',
      FeedbackValue: 'FeedbackValueType'
    }
  },
  AdminUpdateAuthEventFeedbackResponse: { type: 'structure', members: {} },
  AdminUpdateDeviceStatusRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'DeviceKey'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      DeviceKey: 'DeviceKeyType',
      DeviceRememberedStatus: 'DeviceRememberedStatusType'
    }
  },
  AdminUpdateDeviceStatusResponse: { type: 'structure', members: {} },
  AdminUpdateUserAttributesRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'UserAttributes'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      UserAttributes: 'AttributeListType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  AdminUpdateUserAttributesResponse: { type: 'structure', members: {} },
  AdminUserGlobalSignOutRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username'],
    members: { UserPoolId: 'UserPoolIdType', Username: 'UsernameType' }
  },
  AdminUserGlobalSignOutResponse: { type: 'structure', members: {} },
  AdvancedSecurityAdditionalFlowsType: {
    type: 'structure',
    members: { CustomAuthMode: 'AdvancedSecurityEnabledModeType' }
  },
  AdvancedSecurityEnabledModeType: { type: 'string', enum: ['AUDIT', 'ENFORCED'] },
  AdvancedSecurityModeType: { type: 'string', enum: ['OFF', 'AUDIT', 'ENFORCED'] },
  AliasAttributeType: { type: 'string', enum: ['phone_number', 'email', 'preferred_username'] },
  AliasAttributesListType: { type: 'list', member: 'AliasAttributeType' },
  AllowedFirstAuthFactorsListType: { type: 'list', min: 1, max: 5, member: 'AuthFactorType' },
  AnalyticsConfigurationType: {
    type: 'structure',
    members: {
      ApplicationId: 'HexStringType',
      ApplicationArn: 'ArnType',
      RoleArn: 'ArnType',
      ExternalId: 'StringType',
      UserDataShared: 'BooleanType'
    }
  },
  AnalyticsMetadataType: { type: 'structure', members: { AnalyticsEndpointId: 'StringType' } },
  ArnType: {
    type: 'string',
    min: 20,
    max: 2048,
    pattern:
      'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?'
  },
  AssetBytesType: { type: 'blob', max: 1000000 },
  AssetCategoryType: {
    type: 'string',
    enum: [
      'FAVICON_ICO',
      'FAVICON_SVG',
      'EMAIL_GRAPHIC',
      'SMS_GRAPHIC',
      'AUTH_APP_GRAPHIC',
      'PASSWORD_GRAPHIC',
      'PASSKEY_GRAPHIC',
      'PAGE_HEADER_LOGO',
      'PAGE_HEADER_BACKGROUND',
      'PAGE_FOOTER_LOGO',
      'PAGE_FOOTER_BACKGROUND',
      'PAGE_BACKGROUND',
      'FORM_BACKGROUND',
      'FORM_LOGO',
      'IDP_BUTTON_ICON'
    ]
  },
  AssetExtensionType: { type: 'string', enum: ['ICO', 'JPEG', 'PNG', 'SVG', 'WEBP'] },
  AssetListType: { type: 'list', min: 0, max: 40, member: 'AssetType' },
  AssetType: {
    type: 'structure',
    required: ['Category', 'ColorMode', 'Extension'],
    members: {
      Category: 'AssetCategoryType',
      ColorMode: 'ColorSchemeModeType',
      Extension: 'AssetExtensionType',
      Bytes: 'AssetBytesType',
      ResourceId: 'ResourceIdType'
    }
  },
  AssociateSoftwareTokenRequest: {
    type: 'structure',
    members: { AccessToken: 'TokenModelType', Session: 'SessionType' }
  },
  AssociateSoftwareTokenResponse: {
    type: 'structure',
    members: { SecretCode: 'SecretCodeType', Session: 'SessionType' }
  },
  AttributeDataType: { type: 'string', enum: ['String', 'Number', 'DateTime', 'Boolean'] },
  AttributeListType: { type: 'list', member: 'AttributeType' },
  AttributeMappingKeyType: { type: 'string', min: 1, max: 32 },
  AttributeMappingType: { type: 'map', key: 'AttributeMappingKeyType', value: 'StringType' },
  AttributeNameListType: { type: 'list', member: 'AttributeNameType' },
  AttributeNameType: {
    type: 'string',
    min: 1,
    max: 32,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+'
  },
  AttributeType: {
    type: 'structure',
    required: ['Name'],
    members: { Name: 'AttributeNameType', Value: 'AttributeValueType' }
  },
  AttributeValueType: { type: 'string', max: 2048, sensitive: true },
  AttributesRequireVerificationBeforeUpdateType: { type: 'list', member: 'VerifiedAttributeType' },
  AuthEventType: {
    type: 'structure',
    members: {
      EventId: 'StringType',
      EventType: 'EventType',
      CreationDate: 'DateType',
      EventResponse: 'EventResponseType',
      EventRisk: 'EventRiskType',
      ChallengeResponses: 'ChallengeResponseListType',
      EventContextData: 'EventContextDataType',
      EventFeedback: 'EventFeedbackType'
    }
  },
  AuthEventsType: { type: 'list', member: 'AuthEventType' },
  AuthFactorType: {
    type: 'string',
    enum: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', 'SOFTWARE_TOKEN']
  },
  AuthFlowType: {
    type: 'string',
    enum: [
      'USER_SRP_AUTH',
      'REFRESH_TOKEN_AUTH',
      'REFRESH_TOKEN',
      'CUSTOM_AUTH',
      'ADMIN_NO_SRP_AUTH',
      'USER_PASSWORD_AUTH',
      'ADMIN_USER_PASSWORD_AUTH',
      'USER_AUTH'
    ]
  },
  AuthParametersType: { type: 'map', sensitive: true, key: 'StringType', value: 'StringType' },
  AuthSessionValidityType: { type: 'integer', min: 3, max: 15 },
  AuthenticationResultType: {
    type: 'structure',
    members: {
      AccessToken: 'TokenModelType',
      ExpiresIn: 'IntegerType',
      TokenType: 'StringType',
      RefreshToken: 'TokenModelType',
      IdToken: 'TokenModelType',
      NewDeviceMetadata: 'NewDeviceMetadataType'
    }
  },
  AvailableChallengeListType: { type: 'list', member: 'ChallengeNameType' },
  BlockedIPRangeListType: { type: 'list', max: 200, member: 'StringType' },
  BooleanType: { type: 'boolean' },
  CSSType: { type: 'string', min: 0, max: 131072 },
  CSSVersionType: { type: 'string' },
  CallbackURLsListType: { type: 'list', min: 0, max: 100, member: 'RedirectUrlType' },
  ChallengeName: { type: 'string', enum: ['Password', 'Mfa'] },
  ChallengeNameType: {
    type: 'string',
    enum: [
      'SMS_MFA',
      'EMAIL_OTP',
      'SOFTWARE_TOKEN_MFA',
      'SELECT_MFA_TYPE',
      'MFA_SETUP',
      'PASSWORD_VERIFIER',
      'CUSTOM_CHALLENGE',
      'SELECT_CHALLENGE',
      'DEVICE_SRP_AUTH',
      'DEVICE_PASSWORD_VERIFIER',
      'ADMIN_NO_SRP_AUTH',
      'NEW_PASSWORD_REQUIRED',
      'SMS_OTP',
      'PASSWORD',
      'WEB_AUTHN',
      'PASSWORD_SRP'
    ]
  },
  ChallengeParametersType: { type: 'map', key: 'StringType', value: 'StringType' },
  ChallengeResponse: { type: 'string', enum: ['Success', 'Failure'] },
  ChallengeResponseListType: { type: 'list', member: 'ChallengeResponseType' },
  ChallengeResponseType: {
    type: 'structure',
    members: { ChallengeName: 'ChallengeName', ChallengeResponse: 'ChallengeResponse' }
  },
  ChallengeResponsesType: { type: 'map', sensitive: true, key: 'StringType', value: 'StringType' },
  ChangePasswordRequest: {
    type: 'structure',
    required: ['ProposedPassword', 'AccessToken'],
    members: {
      PreviousPassword: 'PasswordType',
      ProposedPassword: 'PasswordType',
      AccessToken: 'TokenModelType'
    }
  },
  ChangePasswordResponse: { type: 'structure', members: {} },
  ClientAuthenticationResultType: {
    type: 'structure',
    members: { AccessToken: 'TokenModelType', ExpiresIn: 'IntegerType', TokenType: 'StringType' }
  },
  ClientIdType: { type: 'string', min: 1, max: 128, pattern: '[\\w+]+', sensitive: true },
  ClientMetadataType: { type: 'map', key: 'StringType', value: 'StringType' },
  ClientNameType: { type: 'string', min: 1, max: 128, pattern: '[\\w\\s+=,.@-]+' },
  ClientPermissionListType: { type: 'list', member: 'ClientPermissionType' },
  ClientPermissionType: { type: 'string', min: 1, max: 2048 },
  ClientSSOSessionConfigType: {
    type: 'structure',
    required: ['MaxValidityMinutes'],
    members: { MaxValidityMinutes: 'Plain_integer_1' }
  },
  ClientSecretDescriptorListType: { type: 'list', member: 'ClientSecretDescriptorType' },
  ClientSecretDescriptorType: {
    type: 'structure',
    members: {
      ClientSecretId: 'ClientSecretIdType',
      ClientSecretValue: 'ClientSecretType',
      ClientSecretCreateDate: 'DateType'
    }
  },
  ClientSecretIdType: { type: 'string', min: 1, max: 128 },
  ClientSecretType: { type: 'string', min: 24, max: 64, pattern: '[\\w+]+', sensitive: true },
  CloudWatchLogsConfigurationType: { type: 'structure', members: { LogGroupArn: 'ArnType' } },
  CodeDeliveryDetailsListType: { type: 'list', member: 'CodeDeliveryDetailsType' },
  CodeDeliveryDetailsType: {
    type: 'structure',
    members: {
      Destination: 'StringType',
      DeliveryMedium: 'DeliveryMediumType',
      AttributeName: 'AttributeNameType'
    }
  },
  ColorSchemeModeType: { type: 'string', enum: ['LIGHT', 'DARK', 'DYNAMIC'] },
  CompleteWebAuthnRegistrationRequest: {
    type: 'structure',
    required: ['AccessToken', 'Credential'],
    members: { AccessToken: 'TokenModelType', Credential: 'Document' }
  },
  CompleteWebAuthnRegistrationResponse: { type: 'structure', members: {} },
  CompletionMessageType: { type: 'string', min: 1, max: 128, pattern: '[\\w]+' },
  CompromisedCredentialsActionsType: {
    type: 'structure',
    required: ['EventAction'],
    members: { EventAction: 'CompromisedCredentialsEventActionType' }
  },
  CompromisedCredentialsEventActionType: { type: 'string', enum: ['BLOCK', 'NO_ACTION'] },
  CompromisedCredentialsRiskConfigurationType: {
    type: 'structure',
    required: ['Actions'],
    members: { EventFilter: 'EventFiltersType', Actions: 'CompromisedCredentialsActionsType' }
  },
  ConfiguredUserAuthFactorsListType: { type: 'list', min: 0, max: 8, member: 'AuthFactorType' },
  ConfirmDeviceRequest: {
    type: 'structure',
    required: ['AccessToken', 'DeviceKey'],
    members: {
      AccessToken: 'TokenModelType',
      DeviceKey: 'DeviceKeyType',
      DeviceSecretVerifierConfig: 'DeviceSecretVerifierConfigType',
      DeviceName: 'DeviceNameType'
    }
  },
  ConfirmDeviceResponse: { type: 'structure', members: { UserConfirmationNecessary: 'BooleanType' } },
  ConfirmForgotPasswordRequest: {
    type: 'structure',
    required: ['ClientId', 'Username', 'ConfirmationCode', 'Password'],
    members: {
      ClientId: 'ClientIdType',
      SecretHash: 'SecretHashType',
      Username: 'UsernameType',
      ConfirmationCode: 'ConfirmationCodeType',
      Password: 'PasswordType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      UserContextData: 'UserContextDataType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  ConfirmForgotPasswordResponse: { type: 'structure', members: {} },
  ConfirmSignUpRequest: {
    type: 'structure',
    required: ['ClientId', 'Username', 'ConfirmationCode'],
    members: {
      ClientId: 'ClientIdType',
      SecretHash: 'SecretHashType',
      Username: 'UsernameType',
      ConfirmationCode: 'ConfirmationCodeType',
      ForceAliasCreation: 'ForceAliasCreation',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      UserContextData: 'UserContextDataType',
      ClientMetadata: 'ClientMetadataType',
      Session: 'SessionType'
    }
  },
  ConfirmSignUpResponse: { type: 'structure', members: { Session: 'SessionType' } },
  ConfirmationCodeType: { type: 'string', min: 1, max: 2048, pattern: '[\\S]+' },
  ContextDataType: {
    type: 'structure',
    required: ['IpAddress', 'ServerName', 'ServerPath', 'HttpHeaders'],
    members: {
      IpAddress: 'StringType',
      ServerName: 'StringType',
      ServerPath: 'StringType',
      HttpHeaders: 'HttpHeaderList',
      EncodedData: 'StringType'
    }
  },
  CreateGroupRequest: {
    type: 'structure',
    required: ['GroupName', 'UserPoolId'],
    members: {
      GroupName: 'GroupNameType',
      UserPoolId: 'UserPoolIdType',
      Description: 'DescriptionType',
      RoleArn: 'ArnType',
      Precedence: 'PrecedenceType'
    }
  },
  CreateGroupResponse: { type: 'structure', members: { Group: 'GroupType' } },
  CreateIdentityProviderRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ProviderName', 'ProviderType', 'ProviderDetails'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ProviderName: 'ProviderNameTypeV2',
      ProviderType: 'IdentityProviderTypeType',
      ProviderDetails: 'ProviderDetailsType',
      AttributeMapping: 'AttributeMappingType',
      IdpIdentifiers: 'IdpIdentifiersListType',
      AcrMapping: 'Plain_map_128'
    }
  },
  CreateIdentityProviderResponse: {
    type: 'structure',
    required: ['IdentityProvider'],
    members: { IdentityProvider: 'IdentityProviderType' }
  },
  CreateManagedLoginBrandingRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      UseCognitoProvidedValues: 'BooleanType',
      Settings: 'Document',
      Assets: 'AssetListType'
    }
  },
  CreateManagedLoginBrandingResponse: {
    type: 'structure',
    members: { ManagedLoginBranding: 'ManagedLoginBrandingType' }
  },
  CreateResourceServerRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Identifier', 'Name'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Identifier: 'ResourceServerIdentifierType',
      Name: 'ResourceServerNameType',
      Scopes: 'ResourceServerScopeListType'
    }
  },
  CreateResourceServerResponse: {
    type: 'structure',
    required: ['ResourceServer'],
    members: { ResourceServer: 'ResourceServerType' }
  },
  CreateTermsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId', 'TermsName', 'TermsSource', 'Enforcement'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      TermsName: 'TermsNameType',
      TermsSource: 'TermsSourceType',
      Enforcement: 'TermsEnforcementType',
      Links: 'LinksType'
    }
  },
  CreateTermsResponse: { type: 'structure', members: { Terms: 'TermsType' } },
  CreateUserImportJobRequest: {
    type: 'structure',
    required: ['JobName', 'UserPoolId', 'CloudWatchLogsRoleArn'],
    members: {
      JobName: 'UserImportJobNameType',
      UserPoolId: 'UserPoolIdType',
      CloudWatchLogsRoleArn: 'ArnType',
      PasswordHashingAlgorithm: 'PasswordHashingAlgorithmType'
    }
  },
  CreateUserImportJobResponse: { type: 'structure', members: { UserImportJob: 'UserImportJobType' } },
  CreateUserPoolClientRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientName'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientName: 'ClientNameType',
      GenerateSecret: 'GenerateSecret',
      ClientSecret: 'ClientSecretType',
      RefreshTokenValidity: 'RefreshTokenValidityType',
      AccessTokenValidity: 'AccessTokenValidityType',
      IdTokenValidity: 'IdTokenValidityType',
      TokenValidityUnits: 'TokenValidityUnitsType',
      ReadAttributes: 'ClientPermissionListType',
      WriteAttributes: 'ClientPermissionListType',
      ExplicitAuthFlows: 'ExplicitAuthFlowsListType',
      SupportedIdentityProviders: 'SupportedIdentityProvidersListType',
      CallbackURLs: 'CallbackURLsListType',
      LogoutURLs: 'LogoutURLsListType',
      DefaultRedirectURI: 'RedirectUrlType',
      AllowedOAuthFlows: 'OAuthFlowsType',
      AllowedOAuthScopes: 'ScopeListType',
      AllowedOAuthFlowsUserPoolClient: 'BooleanType',
      AnalyticsConfiguration: 'AnalyticsConfigurationType',
      PreventUserExistenceErrors: 'PreventUserExistenceErrorTypes',
      EnableTokenRevocation: 'WrappedBooleanType',
      EnablePropagateAdditionalUserContextData: 'WrappedBooleanType',
      AuthSessionValidity: 'AuthSessionValidityType',
      RefreshTokenRotation: 'RefreshTokenRotationType'
    }
  },
  CreateUserPoolClientResponse: { type: 'structure', members: { UserPoolClient: 'UserPoolClientType' } },
  CreateUserPoolDomainRequest: {
    type: 'structure',
    required: ['Domain', 'UserPoolId'],
    members: {
      Domain: 'DomainType',
      UserPoolId: 'UserPoolIdType',
      ManagedLoginVersion: 'WrappedIntegerType',
      CustomDomainConfig: 'CustomDomainConfigType',
      Routing: 'RoutingType'
    }
  },
  CreateUserPoolDomainResponse: {
    type: 'structure',
    members: {
      ManagedLoginVersion: 'WrappedIntegerType',
      CloudFrontDomain: 'DomainType',
      Routing: 'RoutingType'
    }
  },
  CreateUserPoolReplicaRequest: {
    type: 'structure',
    required: ['UserPoolId', 'RegionName'],
    members: { UserPoolId: 'UserPoolIdType', RegionName: 'RegionNameType', UserPoolTags: 'UserPoolTagsType' }
  },
  CreateUserPoolReplicaResponse: { type: 'structure', members: { UserPoolReplica: 'UserPoolReplicaType' } },
  CreateUserPoolRequest: {
    type: 'structure',
    required: ['PoolName'],
    members: {
      PoolName: 'UserPoolNameType',
      Policies: 'UserPoolPolicyType',
      DeletionProtection: 'DeletionProtectionType',
      LambdaConfig: 'LambdaConfigType',
      AutoVerifiedAttributes: 'VerifiedAttributesListType',
      AliasAttributes: 'AliasAttributesListType',
      UsernameAttributes: 'UsernameAttributesListType',
      SmsVerificationMessage: 'SmsVerificationMessageType',
      EmailVerificationMessage: 'EmailVerificationMessageType',
      EmailVerificationSubject: 'EmailVerificationSubjectType',
      VerificationMessageTemplate: 'VerificationMessageTemplateType',
      SmsAuthenticationMessage: 'SmsVerificationMessageType',
      MfaConfiguration: 'UserPoolMfaType',
      UserAttributeUpdateSettings: 'UserAttributeUpdateSettingsType',
      DeviceConfiguration: 'DeviceConfigurationType',
      EmailConfiguration: 'EmailConfigurationType',
      SmsConfiguration: 'SmsConfigurationType',
      UserPoolTags: 'UserPoolTagsType',
      AdminCreateUserConfig: 'AdminCreateUserConfigType',
      Schema: 'SchemaAttributesListType',
      UserPoolAddOns: 'UserPoolAddOnsType',
      UsernameConfiguration: 'UsernameConfigurationType',
      AccountRecoverySetting: 'AccountRecoverySettingType',
      UserPoolTier: 'UserPoolTierType',
      KeyConfiguration: 'KeyConfigurationType',
      IssuerConfiguration: 'IssuerConfigurationType',
      DcrConfiguration: 'DcrConfigurationType',
      AcrConfiguration: 'AcrConfigurationType'
    }
  },
  CreateUserPoolResponse: { type: 'structure', members: { UserPool: 'UserPoolType' } },
  CustomAttributeNameType: { type: 'string', min: 1, max: 20, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' },
  CustomAttributesListType: { type: 'list', min: 1, max: 25, member: 'SchemaAttributeType' },
  CustomDomainConfigType: {
    type: 'structure',
    required: ['CertificateArn'],
    members: { CertificateArn: 'ArnType', SecurityPolicy: 'SecurityPolicyType' }
  },
  CustomEmailLambdaVersionConfigType: {
    type: 'structure',
    required: ['LambdaVersion', 'LambdaArn'],
    members: { LambdaVersion: 'CustomEmailSenderLambdaVersionType', LambdaArn: 'ArnType' }
  },
  CustomEmailSenderLambdaVersionType: { type: 'string', enum: ['V1_0'] },
  CustomSMSLambdaVersionConfigType: {
    type: 'structure',
    required: ['LambdaVersion', 'LambdaArn'],
    members: { LambdaVersion: 'CustomSMSSenderLambdaVersionType', LambdaArn: 'ArnType' }
  },
  CustomSMSSenderLambdaVersionType: { type: 'string', enum: ['V1_0'] },
  DateType: { type: 'timestamp' },
  DcrConfigurationType: {
    type: 'structure',
    members: {
      EnableStatus: 'Plain_string_0',
      OpenDcrEnabled: 'Plain_boolean_2',
      AuthenticatedGrantTypes: 'Plain_list_64',
      OpenDcrGrantTypes: 'Plain_list_64',
      AllowedScopes: 'Plain_list_64'
    }
  },
  DefaultEmailOptionType: { type: 'string', enum: ['CONFIRM_WITH_LINK', 'CONFIRM_WITH_CODE'] },
  DeleteGroupRequest: {
    type: 'structure',
    required: ['GroupName', 'UserPoolId'],
    members: { GroupName: 'GroupNameType', UserPoolId: 'UserPoolIdType' }
  },
  DeleteIdentityProviderRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ProviderName'],
    members: { UserPoolId: 'UserPoolIdType', ProviderName: 'ProviderNameType' }
  },
  DeleteManagedLoginBrandingRequest: {
    type: 'structure',
    required: ['ManagedLoginBrandingId', 'UserPoolId'],
    members: { ManagedLoginBrandingId: 'ManagedLoginBrandingIdType', UserPoolId: 'UserPoolIdType' }
  },
  DeleteResourceServerRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Identifier'],
    members: { UserPoolId: 'UserPoolIdType', Identifier: 'ResourceServerIdentifierType' }
  },
  DeleteTermsRequest: {
    type: 'structure',
    required: ['TermsId', 'UserPoolId'],
    members: { TermsId: 'TermsIdType', UserPoolId: 'UserPoolIdType' }
  },
  DeleteUserAttributesRequest: {
    type: 'structure',
    required: ['UserAttributeNames', 'AccessToken'],
    members: { UserAttributeNames: 'AttributeNameListType', AccessToken: 'TokenModelType' }
  },
  DeleteUserAttributesResponse: { type: 'structure', members: {} },
  DeleteUserPoolClientRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType' }
  },
  DeleteUserPoolClientSecretRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId', 'ClientSecretId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType', ClientSecretId: 'ClientSecretIdType' }
  },
  DeleteUserPoolClientSecretResponse: { type: 'structure', members: {} },
  DeleteUserPoolDomainRequest: {
    type: 'structure',
    required: ['Domain', 'UserPoolId'],
    members: { Domain: 'DomainType', UserPoolId: 'UserPoolIdType' }
  },
  DeleteUserPoolDomainResponse: { type: 'structure', members: {} },
  DeleteUserPoolReplicaRequest: {
    type: 'structure',
    required: ['UserPoolId', 'RegionName'],
    members: { UserPoolId: 'UserPoolIdType', RegionName: 'RegionNameType' }
  },
  DeleteUserPoolReplicaResponse: { type: 'structure', members: { UserPoolReplica: 'UserPoolReplicaType' } },
  DeleteUserPoolRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  DeleteUserRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: { AccessToken: 'TokenModelType' }
  },
  DeleteWebAuthnCredentialRequest: {
    type: 'structure',
    required: ['AccessToken', 'CredentialId'],
    members: { AccessToken: 'TokenModelType', CredentialId: 'StringType' }
  },
  DeleteWebAuthnCredentialResponse: { type: 'structure', members: {} },
  DeletionProtectionType: { type: 'string', enum: ['ACTIVE', 'INACTIVE'] },
  DeliveryMediumListType: { type: 'list', member: 'DeliveryMediumType' },
  DeliveryMediumType: { type: 'string', enum: ['SMS', 'EMAIL'] },
  DescribeIdentityProviderRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ProviderName'],
    members: { UserPoolId: 'UserPoolIdType', ProviderName: 'ProviderNameType' }
  },
  DescribeIdentityProviderResponse: {
    type: 'structure',
    required: ['IdentityProvider'],
    members: { IdentityProvider: 'IdentityProviderType' }
  },
  DescribeManagedLoginBrandingByClientRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType', ReturnMergedResources: 'BooleanType' }
  },
  DescribeManagedLoginBrandingByClientResponse: {
    type: 'structure',
    members: { ManagedLoginBranding: 'ManagedLoginBrandingType' }
  },
  DescribeManagedLoginBrandingRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ManagedLoginBrandingId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ManagedLoginBrandingId: 'ManagedLoginBrandingIdType',
      ReturnMergedResources: 'BooleanType'
    }
  },
  DescribeManagedLoginBrandingResponse: {
    type: 'structure',
    members: { ManagedLoginBranding: 'ManagedLoginBrandingType' }
  },
  DescribeResourceServerRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Identifier'],
    members: { UserPoolId: 'UserPoolIdType', Identifier: 'ResourceServerIdentifierType' }
  },
  DescribeResourceServerResponse: {
    type: 'structure',
    required: ['ResourceServer'],
    members: { ResourceServer: 'ResourceServerType' }
  },
  DescribeRiskConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType' }
  },
  DescribeRiskConfigurationResponse: {
    type: 'structure',
    required: ['RiskConfiguration'],
    members: { RiskConfiguration: 'RiskConfigurationType' }
  },
  DescribeTermsByClientRequest: {
    type: 'structure',
    required: ['ClientId', 'UserPoolId', 'TermsName'],
    members: { ClientId: 'ClientIdType', UserPoolId: 'UserPoolIdType', TermsName: 'TermsNameType' }
  },
  DescribeTermsByClientResponse: { type: 'structure', members: { Terms: 'TermsType' } },
  DescribeTermsRequest: {
    type: 'structure',
    required: ['TermsId', 'UserPoolId'],
    members: { TermsId: 'TermsIdType', UserPoolId: 'UserPoolIdType' }
  },
  DescribeTermsResponse: { type: 'structure', members: { Terms: 'TermsType' } },
  DescribeUserImportJobRequest: {
    type: 'structure',
    required: ['UserPoolId', 'JobId'],
    members: { UserPoolId: 'UserPoolIdType', JobId: 'UserImportJobIdType' }
  },
  DescribeUserImportJobResponse: { type: 'structure', members: { UserImportJob: 'UserImportJobType' } },
  DescribeUserPoolClientRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType' }
  },
  DescribeUserPoolClientResponse: { type: 'structure', members: { UserPoolClient: 'UserPoolClientType' } },
  DescribeUserPoolDomainRequest: {
    type: 'structure',
    required: ['Domain'],
    members: { Domain: 'DomainType' }
  },
  DescribeUserPoolDomainResponse: {
    type: 'structure',
    members: { DomainDescription: 'DomainDescriptionType' }
  },
  DescribeUserPoolRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  DescribeUserPoolResponse: { type: 'structure', members: { UserPool: 'UserPoolType' } },
  DescriptionType: { type: 'string', max: 2048 },
  DeviceConfigurationType: {
    type: 'structure',
    members: { ChallengeRequiredOnNewDevice: 'BooleanType', DeviceOnlyRememberedOnUserPrompt: 'BooleanType' }
  },
  DeviceKeyType: { type: 'string', min: 1, max: 55, pattern: '[\\w-]+_[0-9a-f-]+' },
  DeviceListType: { type: 'list', member: 'DeviceType' },
  DeviceNameType: { type: 'string', min: 1, max: 1024 },
  DeviceRememberedStatusType: { type: 'string', enum: ['remembered', 'not_remembered'] },
  DeviceSecretVerifierConfigType: {
    type: 'structure',
    members: { PasswordVerifier: 'StringType', Salt: 'StringType' }
  },
  DeviceType: {
    type: 'structure',
    members: {
      DeviceKey: 'DeviceKeyType',
      DeviceAttributes: 'AttributeListType',
      DeviceCreateDate: 'DateType',
      DeviceLastModifiedDate: 'DateType',
      DeviceLastAuthenticatedDate: 'DateType'
    }
  },
  Document: { type: 'document' },
  DomainDescriptionType: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      AWSAccountId: 'AWSAccountIdType',
      Domain: 'DomainType',
      S3Bucket: 'S3BucketType',
      CloudFrontDistribution: 'StringType',
      Version: 'DomainVersionType',
      Status: 'DomainStatusType',
      CustomDomainConfig: 'CustomDomainConfigType',
      ManagedLoginVersion: 'WrappedIntegerType',
      Routing: 'RoutingType'
    }
  },
  DomainStatusType: { type: 'string', enum: ['CREATING', 'DELETING', 'UPDATING', 'ACTIVE', 'FAILED'] },
  DomainType: {
    type: 'string',
    min: 1,
    max: 63,
    pattern: '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?)*$'
  },
  DomainVersionType: { type: 'string', min: 1, max: 20 },
  EmailAddressType: {
    type: 'string',
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+@[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+'
  },
  EmailConfigurationType: {
    type: 'structure',
    members: {
      SourceArn: 'ArnType',
      ReplyToEmailAddress: 'EmailAddressType',
      EmailSendingAccount: 'EmailSendingAccountType',
      From: 'StringType',
      ConfigurationSet: 'SESConfigurationSet'
    }
  },
  EmailInviteMessageType: {
    type: 'string',
    min: 6,
    max: 20000,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*'
  },
  EmailMfaConfigType: {
    type: 'structure',
    members: { Message: 'EmailMfaMessageType', Subject: 'EmailMfaSubjectType' }
  },
  EmailMfaMessageType: {
    type: 'string',
    min: 6,
    max: 20000,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*'
  },
  EmailMfaSettingsType: {
    type: 'structure',
    members: { Enabled: 'BooleanType', PreferredMfa: 'BooleanType' }
  },
  EmailMfaSubjectType: { type: 'string', pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+' },
  EmailNotificationBodyType: {
    type: 'string',
    min: 6,
    max: 20000,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]+'
  },
  EmailNotificationSubjectType: {
    type: 'string',
    min: 1,
    max: 140,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+'
  },
  EmailSendingAccountType: { type: 'string', enum: ['COGNITO_DEFAULT', 'DEVELOPER'] },
  EmailVerificationMessageByLinkType: {
    type: 'string',
    min: 6,
    max: 20000,
    pattern:
      '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{##[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*##\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*'
  },
  EmailVerificationMessageType: {
    type: 'string',
    min: 6,
    max: 20000,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*'
  },
  EmailVerificationSubjectByLinkType: {
    type: 'string',
    min: 1,
    max: 140,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+'
  },
  EmailVerificationSubjectType: {
    type: 'string',
    min: 1,
    max: 140,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s]+'
  },
  EncryptionKeyArnType: {
    type: 'string',
    min: 20,
    max: 2048,
    pattern:
      'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?'
  },
  EncryptionKeyType: { type: 'string', enum: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KEY'] },
  EumsSmsConfigurationType: {
    type: 'structure',
    required: ['CallerArn'],
    members: {
      CallerArn: 'ArnType',
      ExternalId: 'StringType',
      OriginationIdentity: 'StringType',
      ConfigurationSetName: 'StringType',
      InEntityId: 'StringType',
      InTemplateId: 'StringType',
      Region: 'RegionCodeType'
    }
  },
  EventContextDataType: {
    type: 'structure',
    members: {
      IpAddress: 'StringType',
      DeviceName: 'StringType',
      Timezone: 'StringType',
      City: 'StringType',
      Country: 'StringType'
    }
  },
  EventFeedbackType: {
    type: 'structure',
    required: ['FeedbackValue', 'Provider'],
    members: { FeedbackValue: 'FeedbackValueType', Provider: 'StringType', FeedbackDate: 'DateType' }
  },
  EventFilterType: { type: 'string', enum: ['SIGN_IN', 'PASSWORD_CHANGE', 'SIGN_UP'] },
  EventFiltersType: { type: 'list', member: 'EventFilterType' },
  EventIdType: { type: 'string', min: 1, max: 50, pattern: '[\\w+-]+' },
  EventResponseType: { type: 'string', enum: ['Pass', 'Fail', 'InProgress'] },
  EventRiskType: {
    type: 'structure',
    members: {
      RiskDecision: 'RiskDecisionType',
      RiskLevel: 'RiskLevelType',
      CompromisedCredentialsDetected: 'WrappedBooleanType'
    }
  },
  EventSourceName: { type: 'string', enum: ['userNotification', 'userAuthEvents'] },
  EventType: { type: 'string', enum: ['SignIn', 'SignUp', 'ForgotPassword', 'PasswordChange', 'ResendCode'] },
  ExplicitAuthFlowsListType: { type: 'list', member: 'ExplicitAuthFlowsType' },
  ExplicitAuthFlowsType: {
    type: 'string',
    enum: [
      'ADMIN_NO_SRP_AUTH',
      'CUSTOM_AUTH_FLOW_ONLY',
      'USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_CUSTOM_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
      'ALLOW_USER_AUTH',
      'ALLOW_CLIENT_TOKEN_AUTH'
    ]
  },
  FailoverType: {
    type: 'structure',
    required: ['SecondaryRegion', 'PrimaryRoute53HealthCheckId'],
    members: { SecondaryRegion: 'RegionNameType', PrimaryRoute53HealthCheckId: 'HealthCheckIdType' }
  },
  FeatureType: { type: 'string', enum: ['ENABLED', 'DISABLED'] },
  FeedbackValueType: { type: 'string', enum: ['Valid', 'Invalid'] },
  FirehoseConfigurationType: { type: 'structure', members: { StreamArn: 'ArnType' } },
  ForceAliasCreation: { type: 'boolean' },
  ForgetDeviceRequest: {
    type: 'structure',
    required: ['DeviceKey'],
    members: { AccessToken: 'TokenModelType', DeviceKey: 'DeviceKeyType' }
  },
  ForgotPasswordRequest: {
    type: 'structure',
    required: ['ClientId', 'Username'],
    members: {
      ClientId: 'ClientIdType',
      SecretHash: 'SecretHashType',
      UserContextData: 'UserContextDataType',
      Username: 'UsernameType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  ForgotPasswordResponse: { type: 'structure', members: { CodeDeliveryDetails: 'CodeDeliveryDetailsType' } },
  GenerateSecret: { type: 'boolean' },
  GetCSVHeaderRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  GetCSVHeaderResponse: {
    type: 'structure',
    members: { UserPoolId: 'UserPoolIdType', CSVHeader: 'ListOfStringTypes' }
  },
  GetClientTokenRequest: {
    type: 'structure',
    required: ['ClientId', 'Secret'],
    members: {
      ClientId: 'ClientIdType',
      Secret: 'ClientSecretType',
      Scopes: 'ScopeListType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  GetClientTokenResponse: {
    type: 'structure',
    members: { ClientAuthenticationResult: 'ClientAuthenticationResultType' }
  },
  GetDeviceRequest: {
    type: 'structure',
    required: ['DeviceKey'],
    members: { DeviceKey: 'DeviceKeyType', AccessToken: 'TokenModelType' }
  },
  GetDeviceResponse: { type: 'structure', required: ['Device'], members: { Device: 'DeviceType' } },
  GetGroupRequest: {
    type: 'structure',
    required: ['GroupName', 'UserPoolId'],
    members: { GroupName: 'GroupNameType', UserPoolId: 'UserPoolIdType' }
  },
  GetGroupResponse: { type: 'structure', members: { Group: 'GroupType' } },
  GetIdentityProviderByIdentifierRequest: {
    type: 'structure',
    required: ['UserPoolId', 'IdpIdentifier'],
    members: { UserPoolId: 'UserPoolIdType', IdpIdentifier: 'IdpIdentifierType' }
  },
  GetIdentityProviderByIdentifierResponse: {
    type: 'structure',
    required: ['IdentityProvider'],
    members: { IdentityProvider: 'IdentityProviderType' }
  },
  GetLogDeliveryConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  GetLogDeliveryConfigurationResponse: {
    type: 'structure',
    members: { LogDeliveryConfiguration: 'LogDeliveryConfigurationType' }
  },
  GetProvisionedLimitRequest: {
    type: 'structure',
    required: ['LimitDefinition'],
    members: { LimitDefinition: 'LimitDefinitionType' }
  },
  GetProvisionedLimitResponse: { type: 'structure', required: ['Limit'], members: { Limit: 'LimitType' } },
  GetSigningCertificateRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  GetSigningCertificateResponse: { type: 'structure', members: { Certificate: 'StringType' } },
  GetTokensFromRefreshTokenRequest: {
    type: 'structure',
    required: ['RefreshToken', 'ClientId'],
    members: {
      RefreshToken: 'TokenModelType',
      ClientId: 'ClientIdType',
      ClientSecret: 'ClientSecretType',
      DeviceKey: 'DeviceKeyType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  GetTokensFromRefreshTokenResponse: {
    type: 'structure',
    members: { AuthenticationResult: 'AuthenticationResultType' }
  },
  GetUICustomizationRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType' }
  },
  GetUICustomizationResponse: {
    type: 'structure',
    required: ['UICustomization'],
    members: { UICustomization: 'UICustomizationType' }
  },
  GetUserAttributeVerificationCodeRequest: {
    type: 'structure',
    required: ['AccessToken', 'AttributeName'],
    members: {
      AccessToken: 'TokenModelType',
      AttributeName: 'AttributeNameType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  GetUserAttributeVerificationCodeResponse: {
    type: 'structure',
    members: { CodeDeliveryDetails: 'CodeDeliveryDetailsType' }
  },
  GetUserAuthFactorsRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: { AccessToken: 'TokenModelType' }
  },
  GetUserAuthFactorsResponse: {
    type: 'structure',
    required: ['Username'],
    members: {
      Username: 'UsernameType',
      PreferredMfaSetting: 'StringType',
      UserMFASettingList: 'UserMFASettingListType',
      ConfiguredUserAuthFactors: 'ConfiguredUserAuthFactorsListType'
    }
  },
  GetUserPoolClientSessionConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType' }
  },
  GetUserPoolClientSessionConfigurationResponse: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      SSOSession: 'ClientSSOSessionConfigType'
    }
  },
  GetUserPoolMfaConfigRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  GetUserPoolMfaConfigResponse: {
    type: 'structure',
    members: {
      SmsMfaConfiguration: 'SmsMfaConfigType',
      SoftwareTokenMfaConfiguration: 'SoftwareTokenMfaConfigType',
      EmailMfaConfiguration: 'EmailMfaConfigType',
      MfaConfiguration: 'UserPoolMfaType',
      WebAuthnConfiguration: 'WebAuthnConfigurationType'
    }
  },
  GetUserPoolSessionConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType' }
  },
  GetUserPoolSessionConfigurationResponse: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      UserSessionTracking: 'Plain_string_0',
      TokenSession: 'UserPoolTokenSessionConfigType'
    }
  },
  GetUserRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: { AccessToken: 'TokenModelType' }
  },
  GetUserResponse: {
    type: 'structure',
    required: ['Username', 'UserAttributes'],
    members: {
      Username: 'UsernameType',
      UserAttributes: 'AttributeListType',
      MFAOptions: 'MFAOptionListType',
      PreferredMfaSetting: 'StringType',
      UserMFASettingList: 'UserMFASettingListType'
    }
  },
  GlobalSignOutRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: { AccessToken: 'TokenModelType' }
  },
  GlobalSignOutResponse: { type: 'structure', members: {} },
  GroupListType: { type: 'list', member: 'GroupType' },
  GroupNameType: { type: 'string', min: 1, max: 128, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' },
  GroupType: {
    type: 'structure',
    members: {
      GroupName: 'GroupNameType',
      UserPoolId: 'UserPoolIdType',
      Description: 'DescriptionType',
      RoleArn: 'ArnType',
      Precedence: 'PrecedenceType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType'
    }
  },
  HealthCheckIdType: { type: 'string', max: 64 },
  HexStringType: { type: 'string', pattern: '^[0-9a-fA-F]+$' },
  HttpHeader: { type: 'structure', members: { headerName: 'StringType', headerValue: 'StringType' } },
  HttpHeaderList: { type: 'list', member: 'HttpHeader' },
  IdTokenValidityType: { type: 'integer', min: 1, max: 86400 },
  IdentityProviderType: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ProviderName: 'ProviderNameType',
      ProviderType: 'IdentityProviderTypeType',
      ProviderDetails: 'ProviderDetailsType',
      AttributeMapping: 'AttributeMappingType',
      IdpIdentifiers: 'IdpIdentifiersListType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType',
      AcrMapping: 'Plain_map_128'
    }
  },
  IdentityProviderTypeType: {
    type: 'string',
    enum: ['SAML', 'Facebook', 'Google', 'LoginWithAmazon', 'SignInWithApple', 'OIDC']
  },
  IdpIdentifierType: { type: 'string', min: 1, max: 40, pattern: '[\\w\\s+=.@-]+' },
  IdpIdentifiersListType: { type: 'list', min: 0, max: 50, member: 'IdpIdentifierType' },
  ImageFileType: { type: 'blob', min: 0, max: 131072 },
  ImageUrlType: { type: 'string' },
  InboundFederationLambdaType: {
    type: 'structure',
    required: ['LambdaVersion', 'LambdaArn'],
    members: { LambdaVersion: 'InboundFederationLambdaVersionType', LambdaArn: 'ArnType' }
  },
  InboundFederationLambdaVersionType: { type: 'string', enum: ['V1_0'] },
  InitiateAuthRequest: {
    type: 'structure',
    required: ['AuthFlow', 'ClientId'],
    members: {
      AuthFlow: 'AuthFlowType',
      AuthParameters: 'AuthParametersType',
      ClientMetadata: 'ClientMetadataType',
      ClientId: 'ClientIdType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      UserContextData: 'UserContextDataType',
      Session: 'SessionType'
    }
  },
  InitiateAuthResponse: {
    type: 'structure',
    members: {
      ChallengeName: 'ChallengeNameType',
      Session: 'SessionType',
      ChallengeParameters: 'ChallengeParametersType',
      AuthenticationResult: 'AuthenticationResultType',
      AvailableChallenges: 'AvailableChallengeListType'
    }
  },
  IntegerType: { type: 'integer' },
  IssuerConfigurationType: { type: 'structure', members: { Type: 'IssuerType' } },
  IssuerType: { type: 'string', enum: ['ORIGINAL', 'UPDATED'] },
  KeyConfigurationType: {
    type: 'structure',
    members: { KeyType: 'EncryptionKeyType', KmsKeyArn: 'EncryptionKeyArnType' }
  },
  LambdaConfigType: {
    type: 'structure',
    members: {
      PreSignUp: 'ArnType',
      CustomMessage: 'ArnType',
      PostConfirmation: 'ArnType',
      PreAuthentication: 'ArnType',
      PostAuthentication: 'ArnType',
      DefineAuthChallenge: 'ArnType',
      CreateAuthChallenge: 'ArnType',
      VerifyAuthChallengeResponse: 'ArnType',
      PreTokenGeneration: 'ArnType',
      UserMigration: 'ArnType',
      PreTokenGenerationConfig: 'PreTokenGenerationVersionConfigType',
      CustomSMSSender: 'CustomSMSLambdaVersionConfigType',
      CustomEmailSender: 'CustomEmailLambdaVersionConfigType',
      KMSKeyID: 'ArnType',
      InboundFederation: 'InboundFederationLambdaType'
    }
  },
  LanguageIdType: {
    type: 'string',
    pattern:
      '^cognito:(default|dutch|english|french|spanish|german|bahasa-indonesia|italian|japanese|korean|portuguese-brazil|chinese-(simplified|traditional))$'
  },
  LimitClass: { type: 'string', enum: ['API_CATEGORY'] },
  LimitDefinitionType: {
    type: 'structure',
    required: ['LimitClass', 'Attributes'],
    members: { LimitClass: 'LimitClass', Attributes: 'StringToStringMapType' }
  },
  LimitType: {
    type: 'structure',
    required: ['LimitDefinition', 'ProvisionedLimitValue', 'FreeLimitValue'],
    members: {
      LimitDefinition: 'LimitDefinitionType',
      ProvisionedLimitValue: 'IntegerType',
      FreeLimitValue: 'IntegerType'
    }
  },
  LinkUrlType: { type: 'string', min: 1, max: 1024, pattern: '^[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+$' },
  LinksType: { type: 'map', min: 1, max: 13, key: 'LanguageIdType', value: 'LinkUrlType' },
  ListDevicesRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: {
      AccessToken: 'TokenModelType',
      Limit: 'QueryLimitType',
      PaginationToken: 'SearchPaginationTokenType'
    }
  },
  ListDevicesResponse: {
    type: 'structure',
    members: { Devices: 'DeviceListType', PaginationToken: 'SearchPaginationTokenType' }
  },
  ListGroupsRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType', Limit: 'QueryLimitType', NextToken: 'PaginationKey' }
  },
  ListGroupsResponse: { type: 'structure', members: { Groups: 'GroupListType', NextToken: 'PaginationKey' } },
  ListIdentityProvidersRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      MaxResults: 'ListProvidersLimitType',
      NextToken: 'PaginationKeyType'
    }
  },
  ListIdentityProvidersResponse: {
    type: 'structure',
    required: ['Providers'],
    members: { Providers: 'ProvidersListType', NextToken: 'PaginationKeyType' }
  },
  ListOfStringTypes: { type: 'list', member: 'StringType' },
  ListProvidersLimitType: { type: 'integer', min: 0, max: 60 },
  ListResourceServersLimitType: { type: 'integer', min: 1, max: 50 },
  ListResourceServersRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      MaxResults: 'ListResourceServersLimitType',
      NextToken: 'PaginationKeyType'
    }
  },
  ListResourceServersResponse: {
    type: 'structure',
    required: ['ResourceServers'],
    members: { ResourceServers: 'ResourceServersListType', NextToken: 'PaginationKeyType' }
  },
  ListTagsForResourceRequest: {
    type: 'structure',
    required: ['ResourceArn'],
    members: { ResourceArn: 'ArnType' }
  },
  ListTagsForResourceResponse: { type: 'structure', members: { Tags: 'UserPoolTagsType' } },
  ListTermsRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      MaxResults: 'ListTermsRequestMaxResultsInteger',
      NextToken: 'StringType'
    }
  },
  ListTermsRequestMaxResultsInteger: { type: 'integer', min: 1, max: 60 },
  ListTermsResponse: {
    type: 'structure',
    required: ['Terms'],
    members: { Terms: 'TermsDescriptionListType', NextToken: 'StringType' }
  },
  ListUserImportJobsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'MaxResults'],
    members: {
      UserPoolId: 'UserPoolIdType',
      MaxResults: 'PoolQueryLimitType',
      PaginationToken: 'PaginationKeyType'
    }
  },
  ListUserImportJobsResponse: {
    type: 'structure',
    members: { UserImportJobs: 'UserImportJobsListType', PaginationToken: 'PaginationKeyType' }
  },
  ListUserPoolClientSecretsRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: { UserPoolId: 'UserPoolIdType', ClientId: 'ClientIdType', NextToken: 'PaginationKey' }
  },
  ListUserPoolClientSecretsResponse: {
    type: 'structure',
    members: { ClientSecrets: 'ClientSecretDescriptorListType', NextToken: 'PaginationKey' }
  },
  ListUserPoolClientsRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      MaxResults: 'QueryLimit',
      NextToken: 'PaginationKey',
      ClientType: 'Plain_string_0'
    }
  },
  ListUserPoolClientsResponse: {
    type: 'structure',
    members: { UserPoolClients: 'UserPoolClientListType', NextToken: 'PaginationKey' }
  },
  ListUserPoolReplicasRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: { UserPoolId: 'UserPoolIdType', NextToken: 'PaginationKeyType' }
  },
  ListUserPoolReplicasResponse: {
    type: 'structure',
    members: { UserPoolReplicas: 'UserPoolReplicaListType', NextToken: 'PaginationKeyType' }
  },
  ListUserPoolsRequest: {
    type: 'structure',
    required: ['MaxResults'],
    members: { NextToken: 'PaginationKeyType', MaxResults: 'PoolQueryLimitType' }
  },
  ListUserPoolsResponse: {
    type: 'structure',
    members: { UserPools: 'UserPoolListType', NextToken: 'PaginationKeyType' }
  },
  ListUserSessionsRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: { AccessToken: 'TokenModelType', NextToken: 'PaginationKey' }
  },
  ListUserSessionsResponse: {
    type: 'structure',
    members: { Sessions: 'SessionsListType', NextToken: 'PaginationKey' }
  },
  ListUsersInGroupRequest: {
    type: 'structure',
    required: ['UserPoolId', 'GroupName'],
    members: {
      UserPoolId: 'UserPoolIdType',
      GroupName: 'GroupNameType',
      Limit: 'QueryLimitType',
      NextToken: 'PaginationKey'
    }
  },
  ListUsersInGroupResponse: {
    type: 'structure',
    members: { Users: 'UsersListType', NextToken: 'PaginationKey' }
  },
  ListUsersRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      AttributesToGet: 'SearchedAttributeNamesListType',
      Limit: 'QueryLimitType',
      PaginationToken: 'SearchPaginationTokenType',
      Filter: 'UserFilterType'
    }
  },
  ListUsersResponse: {
    type: 'structure',
    members: { Users: 'UsersListType', PaginationToken: 'SearchPaginationTokenType' }
  },
  ListWebAuthnCredentialsRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: {
      AccessToken: 'TokenModelType',
      NextToken: 'PaginationKey',
      MaxResults: 'WebAuthnCredentialsQueryLimitType'
    }
  },
  ListWebAuthnCredentialsResponse: {
    type: 'structure',
    required: ['Credentials'],
    members: { Credentials: 'WebAuthnCredentialDescriptionListType', NextToken: 'PaginationKey' }
  },
  LogConfigurationListType: { type: 'list', min: 0, max: 2, member: 'LogConfigurationType' },
  LogConfigurationType: {
    type: 'structure',
    required: ['LogLevel', 'EventSource'],
    members: {
      LogLevel: 'LogLevel',
      EventSource: 'EventSourceName',
      CloudWatchLogsConfiguration: 'CloudWatchLogsConfigurationType',
      S3Configuration: 'S3ConfigurationType',
      FirehoseConfiguration: 'FirehoseConfigurationType'
    }
  },
  LogDeliveryConfigurationType: {
    type: 'structure',
    required: ['UserPoolId', 'LogConfigurations'],
    members: { UserPoolId: 'UserPoolIdType', LogConfigurations: 'LogConfigurationListType' }
  },
  LogLevel: { type: 'string', enum: ['ERROR', 'INFO'] },
  LogoutURLsListType: { type: 'list', min: 0, max: 100, member: 'RedirectUrlType' },
  LongType: { type: 'integer' },
  MFAOptionListType: { type: 'list', member: 'MFAOptionType' },
  MFAOptionType: {
    type: 'structure',
    members: { DeliveryMedium: 'DeliveryMediumType', AttributeName: 'AttributeNameType' }
  },
  ManagedLoginBrandingIdType: {
    type: 'string',
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$'
  },
  ManagedLoginBrandingType: {
    type: 'structure',
    members: {
      ManagedLoginBrandingId: 'ManagedLoginBrandingIdType',
      UserPoolId: 'UserPoolIdType',
      UseCognitoProvidedValues: 'BooleanType',
      Settings: 'Document',
      Assets: 'AssetListType',
      CreationDate: 'DateType',
      LastModifiedDate: 'DateType'
    }
  },
  MessageActionType: { type: 'string', enum: ['RESEND', 'SUPPRESS'] },
  MessageTemplateType: {
    type: 'structure',
    members: {
      SMSMessage: 'SmsInviteMessageType',
      EmailMessage: 'EmailInviteMessageType',
      EmailSubject: 'EmailVerificationSubjectType'
    }
  },
  NewDeviceMetadataType: {
    type: 'structure',
    members: { DeviceKey: 'DeviceKeyType', DeviceGroupKey: 'StringType' }
  },
  NotifyConfigurationType: {
    type: 'structure',
    required: ['SourceArn'],
    members: {
      From: 'StringType',
      ReplyTo: 'StringType',
      SourceArn: 'ArnType',
      BlockEmail: 'NotifyEmailType',
      NoActionEmail: 'NotifyEmailType',
      MfaEmail: 'NotifyEmailType'
    }
  },
  NotifyEmailType: {
    type: 'structure',
    required: ['Subject'],
    members: {
      Subject: 'EmailNotificationSubjectType',
      HtmlBody: 'EmailNotificationBodyType',
      TextBody: 'EmailNotificationBodyType'
    }
  },
  NumberAttributeConstraintsType: {
    type: 'structure',
    members: { MinValue: 'StringType', MaxValue: 'StringType' }
  },
  OAuthFlowType: { type: 'string', enum: ['code', 'implicit', 'client_credentials'] },
  OAuthFlowsType: { type: 'list', min: 0, max: 3, member: 'OAuthFlowType' },
  OptionalArnType: {
    type: 'string',
    min: 0,
    max: 2048,
    pattern:
      '(arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?)?'
  },
  PaginationKey: { type: 'string', min: 1, max: 131072, pattern: '[\\S]+' },
  PaginationKeyType: { type: 'string', min: 1, pattern: '[\\S]+' },
  PasswordHashingAlgorithmType: { type: 'string', enum: ['BCRYPT', 'SCRYPT', 'ARGON2ID', 'PBKDF2_SHA256'] },
  PasswordHistorySizeType: { type: 'integer', min: 0, max: 24 },
  PasswordPolicyMinLengthType: { type: 'integer', min: 6, max: 99 },
  PasswordPolicyType: {
    type: 'structure',
    members: {
      MinimumLength: 'PasswordPolicyMinLengthType',
      RequireUppercase: 'BooleanType',
      RequireLowercase: 'BooleanType',
      RequireNumbers: 'BooleanType',
      RequireSymbols: 'BooleanType',
      PasswordHistorySize: 'PasswordHistorySizeType',
      TemporaryPasswordValidityDays: 'TemporaryPasswordValidityDaysType'
    }
  },
  PasswordType: { type: 'string', max: 256, pattern: '^[\\S]+.*[\\S]+$', sensitive: true },
  Plain_boolean_2: { type: 'boolean' },
  Plain_integer_1: { type: 'integer' },
  Plain_list_64: { type: 'list', member: 'Plain_string_0' },
  Plain_map_128: { type: 'map', key: 'Plain_string_0', value: 'Plain_string_0' },
  Plain_string_0: { type: 'string' },
  Plain_timestamp_4: { type: 'timestamp' },
  PoolQueryLimitType: { type: 'integer', min: 1, max: 60 },
  PreSignedUrlType: { type: 'string', min: 0, max: 2048 },
  PreTokenGenerationLambdaVersionType: { type: 'string', enum: ['V1_0', 'V2_0', 'V3_0'] },
  PreTokenGenerationVersionConfigType: {
    type: 'structure',
    required: ['LambdaVersion', 'LambdaArn'],
    members: { LambdaVersion: 'PreTokenGenerationLambdaVersionType', LambdaArn: 'ArnType' }
  },
  PrecedenceType: { type: 'integer', min: 0 },
  PreventUserExistenceErrorTypes: { type: 'string', enum: ['LEGACY', 'ENABLED'] },
  PriorityType: { type: 'integer', min: 1, max: 2 },
  ProviderDescription: {
    type: 'structure',
    members: {
      ProviderName: 'ProviderNameType',
      ProviderType: 'IdentityProviderTypeType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType'
    }
  },
  ProviderDetailsType: { type: 'map', key: 'StringType', value: 'StringType' },
  ProviderNameType: { type: 'string', min: 1, max: 32, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+' },
  ProviderNameTypeV2: {
    type: 'string',
    min: 1,
    max: 32,
    pattern: '[^_\\p{Z}][\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}][^_\\p{Z}]+'
  },
  ProviderUserIdentifierType: {
    type: 'structure',
    members: {
      ProviderName: 'ProviderNameType',
      ProviderAttributeName: 'StringType',
      ProviderAttributeValue: 'StringType'
    }
  },
  ProvidersListType: { type: 'list', min: 0, max: 50, member: 'ProviderDescription' },
  QueryLimit: { type: 'integer', min: 1, max: 60 },
  QueryLimitType: { type: 'integer', min: 0, max: 60 },
  RecoveryMechanismsType: { type: 'list', min: 1, max: 2, member: 'RecoveryOptionType' },
  RecoveryOptionNameType: { type: 'string', enum: ['verified_email', 'verified_phone_number', 'admin_only'] },
  RecoveryOptionType: {
    type: 'structure',
    required: ['Priority', 'Name'],
    members: { Priority: 'PriorityType', Name: 'RecoveryOptionNameType' }
  },
  RedirectUrlType: { type: 'string', min: 1, max: 1024, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' },
  RefreshTokenRotationType: {
    type: 'structure',
    required: ['Feature'],
    members: { Feature: 'FeatureType', RetryGracePeriodSeconds: 'RetryGracePeriodSecondsType' }
  },
  RefreshTokenValidityType: { type: 'integer', min: 0, max: 315360000 },
  RegionCodeType: { type: 'string', min: 5, max: 32 },
  RegionNameType: { type: 'string', min: 5, max: 32 },
  RelyingPartyIdType: { type: 'string', min: 1, max: 127 },
  ReplicaRegionsType: { type: 'list', member: 'StringType' },
  ReplicaRoleType: { type: 'string', enum: ['PRIMARY', 'SECONDARY'] },
  ReplicaStatusType: { type: 'string', enum: ['CREATING', 'ACTIVE', 'INACTIVE', 'DELETING'] },
  ResendConfirmationCodeRequest: {
    type: 'structure',
    required: ['ClientId', 'Username'],
    members: {
      ClientId: 'ClientIdType',
      SecretHash: 'SecretHashType',
      UserContextData: 'UserContextDataType',
      Username: 'UsernameType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  ResendConfirmationCodeResponse: {
    type: 'structure',
    members: { CodeDeliveryDetails: 'CodeDeliveryDetailsType' }
  },
  ResourceIdType: { type: 'string', min: 1, max: 40, pattern: '^[\\w\\- ]+$' },
  ResourceServerIdentifierType: {
    type: 'string',
    min: 1,
    max: 256,
    pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+'
  },
  ResourceServerNameType: { type: 'string', min: 1, max: 256, pattern: '[\\w\\s+=,.@-]+' },
  ResourceServerScopeDescriptionType: { type: 'string', min: 1, max: 256 },
  ResourceServerScopeListType: { type: 'list', max: 100, member: 'ResourceServerScopeType' },
  ResourceServerScopeNameType: {
    type: 'string',
    min: 1,
    max: 256,
    pattern: '[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+'
  },
  ResourceServerScopeType: {
    type: 'structure',
    required: ['ScopeName', 'ScopeDescription'],
    members: {
      ScopeName: 'ResourceServerScopeNameType',
      ScopeDescription: 'ResourceServerScopeDescriptionType'
    }
  },
  ResourceServerType: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      Identifier: 'ResourceServerIdentifierType',
      Name: 'ResourceServerNameType',
      Scopes: 'ResourceServerScopeListType',
      ManagedBy: 'Plain_string_0'
    }
  },
  ResourceServersListType: { type: 'list', member: 'ResourceServerType' },
  RespondToAuthChallengeRequest: {
    type: 'structure',
    required: ['ClientId', 'ChallengeName'],
    members: {
      ClientId: 'ClientIdType',
      ChallengeName: 'ChallengeNameType',
      Session: 'SessionType',
      ChallengeResponses: 'ChallengeResponsesType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      UserContextData: 'UserContextDataType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  RespondToAuthChallengeResponse: {
    type: 'structure',
    members: {
      ChallengeName: 'ChallengeNameType',
      Session: 'SessionType',
      ChallengeParameters: 'ChallengeParametersType',
      AuthenticationResult: 'AuthenticationResultType',
      AvailableChallenges: 'AvailableChallengeListType'
    }
  },
  RetryGracePeriodSecondsType: { type: 'integer', min: 0, max: 60 },
  RevokeTokenRequest: {
    type: 'structure',
    required: ['Token', 'ClientId'],
    members: {
      Token: 'TokenModelType',
      ClientId: 'ClientIdType',
      ClientSecret: 'ClientSecretType',
      RevokeAssociatedSessions: 'Plain_string_0'
    }
  },
  RevokeTokenResponse: { type: 'structure', members: {} },
  RevokeUserSessionRequest: {
    type: 'structure',
    required: ['AccessToken', 'SessionId'],
    members: {
      AccessToken: 'TokenModelType',
      SessionId: 'Plain_string_0',
      RevokeAssociatedSessions: 'Plain_string_0'
    }
  },
  RevokeUserSessionResponse: { type: 'structure', members: {} },
  RiskConfigurationType: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      CompromisedCredentialsRiskConfiguration: 'CompromisedCredentialsRiskConfigurationType',
      AccountTakeoverRiskConfiguration: 'AccountTakeoverRiskConfigurationType',
      RiskExceptionConfiguration: 'RiskExceptionConfigurationType',
      LastModifiedDate: 'DateType'
    }
  },
  RiskDecisionType: { type: 'string', enum: ['NoRisk', 'AccountTakeover', 'Block'] },
  RiskExceptionConfigurationType: {
    type: 'structure',
    members: { BlockedIPRangeList: 'BlockedIPRangeListType', SkippedIPRangeList: 'SkippedIPRangeListType' }
  },
  RiskLevelType: { type: 'string', enum: ['Low', 'Medium', 'High'] },
  RoutingType: { type: 'structure', members: { Failover: 'FailoverType' } },
  S3ArnType: {
    type: 'string',
    min: 3,
    max: 1024,
    pattern: 'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:::[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?'
  },
  S3BucketType: { type: 'string', min: 3, max: 1024, pattern: '^[0-9A-Za-z\\.\\-_]*(?<!\\.)$' },
  S3ConfigurationType: { type: 'structure', members: { BucketArn: 'S3ArnType' } },
  SESConfigurationSet: { type: 'string', min: 1, max: 64, pattern: '^[a-zA-Z0-9_-]+$' },
  SMSMfaSettingsType: { type: 'structure', members: { Enabled: 'BooleanType', PreferredMfa: 'BooleanType' } },
  SchemaAttributeType: {
    type: 'structure',
    members: {
      Name: 'CustomAttributeNameType',
      AttributeDataType: 'AttributeDataType',
      DeveloperOnlyAttribute: 'BooleanType',
      Mutable: 'BooleanType',
      Required: 'BooleanType',
      NumberAttributeConstraints: 'NumberAttributeConstraintsType',
      StringAttributeConstraints: 'StringAttributeConstraintsType'
    }
  },
  SchemaAttributesListType: { type: 'list', min: 1, max: 50, member: 'SchemaAttributeType' },
  ScopeListType: { type: 'list', max: 50, member: 'ScopeType' },
  ScopeType: { type: 'string', min: 1, max: 256, pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+' },
  SearchPaginationTokenType: { type: 'string', min: 1, pattern: '[\\S]+' },
  SearchedAttributeNamesListType: { type: 'list', member: 'AttributeNameType' },
  SecretCodeType: { type: 'string', min: 16, pattern: '[A-Za-z0-9]+', sensitive: true },
  SecretHashType: { type: 'string', min: 1, max: 128, pattern: '[\\w+=/]+', sensitive: true },
  SecurityPolicyType: { type: 'string', enum: ['TLS_V1', 'TLS_V1_2_2021', 'TLS_V1_3_2025'] },
  SessionDescriptionType: {
    type: 'structure',
    members: {
      SessionId: 'Plain_string_0',
      SessionType: 'Plain_string_0',
      ClientId: 'ClientIdType',
      CreateDate: 'Plain_timestamp_4',
      LastActiveDate: 'Plain_timestamp_4',
      DeviceType: 'Plain_string_0',
      LastIPAddress: 'SessionIpAddressType',
      LastLocation: 'SessionLocationType',
      OriginSessionId: 'Plain_string_0',
      IsCurrentSession: 'Plain_boolean_2'
    }
  },
  SessionIpAddressType: { type: 'string', sensitive: true },
  SessionLocationType: { type: 'structure', members: { City: 'StringType', Country: 'StringType' } },
  SessionType: { type: 'string', min: 20, max: 2048, sensitive: true },
  SessionsListType: { type: 'list', member: 'SessionDescriptionType' },
  SetLogDeliveryConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId', 'LogConfigurations'],
    members: { UserPoolId: 'UserPoolIdType', LogConfigurations: 'LogConfigurationListType' }
  },
  SetLogDeliveryConfigurationResponse: {
    type: 'structure',
    members: { LogDeliveryConfiguration: 'LogDeliveryConfigurationType' }
  },
  SetRiskConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      CompromisedCredentialsRiskConfiguration: 'CompromisedCredentialsRiskConfigurationType',
      AccountTakeoverRiskConfiguration: 'AccountTakeoverRiskConfigurationType',
      RiskExceptionConfiguration: 'RiskExceptionConfigurationType'
    }
  },
  SetRiskConfigurationResponse: {
    type: 'structure',
    required: ['RiskConfiguration'],
    members: { RiskConfiguration: 'RiskConfigurationType' }
  },
  SetUICustomizationRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      CSS: 'CSSType',
      ImageFile: 'ImageFileType'
    }
  },
  SetUICustomizationResponse: {
    type: 'structure',
    required: ['UICustomization'],
    members: { UICustomization: 'UICustomizationType' }
  },
  SetUserMFAPreferenceRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: {
      SMSMfaSettings: 'SMSMfaSettingsType',
      SoftwareTokenMfaSettings: 'SoftwareTokenMfaSettingsType',
      EmailMfaSettings: 'EmailMfaSettingsType',
      WebAuthnMfaSettings: 'WebAuthnMfaSettingsType',
      AccessToken: 'TokenModelType'
    }
  },
  SetUserMFAPreferenceResponse: { type: 'structure', members: {} },
  SetUserPoolClientSessionConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId', 'SSOSession'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      SSOSession: 'ClientSSOSessionConfigType'
    }
  },
  SetUserPoolClientSessionConfigurationResponse: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      SSOSession: 'ClientSSOSessionConfigType'
    }
  },
  SetUserPoolMfaConfigRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      SmsMfaConfiguration: 'SmsMfaConfigType',
      SoftwareTokenMfaConfiguration: 'SoftwareTokenMfaConfigType',
      EmailMfaConfiguration: 'EmailMfaConfigType',
      MfaConfiguration: 'UserPoolMfaType',
      WebAuthnConfiguration: 'WebAuthnConfigurationType'
    }
  },
  SetUserPoolMfaConfigResponse: {
    type: 'structure',
    members: {
      SmsMfaConfiguration: 'SmsMfaConfigType',
      SoftwareTokenMfaConfiguration: 'SoftwareTokenMfaConfigType',
      EmailMfaConfiguration: 'EmailMfaConfigType',
      MfaConfiguration: 'UserPoolMfaType',
      WebAuthnConfiguration: 'WebAuthnConfigurationType'
    }
  },
  SetUserPoolSessionConfigurationRequest: {
    type: 'structure',
    required: ['UserPoolId', 'UserSessionTracking', 'TokenSession'],
    members: {
      UserPoolId: 'UserPoolIdType',
      UserSessionTracking: 'Plain_string_0',
      TokenSession: 'UserPoolTokenSessionConfigType'
    }
  },
  SetUserPoolSessionConfigurationResponse: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      UserSessionTracking: 'Plain_string_0',
      TokenSession: 'UserPoolTokenSessionConfigType'
    }
  },
  SetUserSettingsRequest: {
    type: 'structure',
    required: ['AccessToken', 'MFAOptions'],
    members: { AccessToken: 'TokenModelType', MFAOptions: 'MFAOptionListType' }
  },
  SetUserSettingsResponse: { type: 'structure', members: {} },
  SignInPolicyType: {
    type: 'structure',
    members: { AllowedFirstAuthFactors: 'AllowedFirstAuthFactorsListType' }
  },
  SignUpRequest: {
    type: 'structure',
    required: ['ClientId', 'Username'],
    members: {
      ClientId: 'ClientIdType',
      SecretHash: 'SecretHashType',
      Username: 'UsernameType',
      Password: 'PasswordType',
      UserAttributes: 'AttributeListType',
      ValidationData: 'AttributeListType',
      AnalyticsMetadata: 'AnalyticsMetadataType',
      UserContextData: 'UserContextDataType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  SignUpResponse: {
    type: 'structure',
    required: ['UserConfirmed', 'UserSub'],
    members: {
      UserConfirmed: 'BooleanType',
      CodeDeliveryDetails: 'CodeDeliveryDetailsType',
      UserSub: 'StringType',
      Session: 'SessionType'
    }
  },
  SkippedIPRangeListType: { type: 'list', max: 200, member: 'StringType' },
  SmsConfigurationType: {
    type: 'structure',
    members: {
      SnsCallerArn: 'OptionalArnType',
      ExternalId: 'StringType',
      SnsRegion: 'RegionCodeType',
      EumsSms: 'EumsSmsConfigurationType'
    }
  },
  SmsInviteMessageType: { type: 'string', min: 6, max: 140, pattern: '(?s).*' },
  SmsMfaConfigType: {
    type: 'structure',
    members: {
      SmsAuthenticationMessage: 'SmsVerificationMessageType',
      SmsConfiguration: 'SmsConfigurationType'
    }
  },
  SmsVerificationMessageType: { type: 'string', min: 6, max: 140, pattern: '.*\\{####\\}.*' },
  SoftwareTokenMFAUserCodeType: { type: 'string', min: 6, max: 6, pattern: '[0-9]+', sensitive: true },
  SoftwareTokenMfaConfigType: { type: 'structure', members: { Enabled: 'BooleanType' } },
  SoftwareTokenMfaSettingsType: {
    type: 'structure',
    members: { Enabled: 'BooleanType', PreferredMfa: 'BooleanType' }
  },
  StartUserImportJobRequest: {
    type: 'structure',
    required: ['UserPoolId', 'JobId'],
    members: { UserPoolId: 'UserPoolIdType', JobId: 'UserImportJobIdType' }
  },
  StartUserImportJobResponse: { type: 'structure', members: { UserImportJob: 'UserImportJobType' } },
  StartWebAuthnRegistrationRequest: {
    type: 'structure',
    required: ['AccessToken'],
    members: { AccessToken: 'TokenModelType' }
  },
  StartWebAuthnRegistrationResponse: {
    type: 'structure',
    required: ['CredentialCreationOptions'],
    members: { CredentialCreationOptions: 'Document' }
  },
  StatusType: { type: 'string', enum: ['Enabled', 'Disabled'] },
  StopUserImportJobRequest: {
    type: 'structure',
    required: ['UserPoolId', 'JobId'],
    members: { UserPoolId: 'UserPoolIdType', JobId: 'UserImportJobIdType' }
  },
  StopUserImportJobResponse: { type: 'structure', members: { UserImportJob: 'UserImportJobType' } },
  StringAttributeConstraintsType: {
    type: 'structure',
    members: { MinLength: 'StringType', MaxLength: 'StringType' }
  },
  StringToStringMapType: { type: 'map', key: 'StringType', value: 'StringType' },
  StringType: { type: 'string', min: 0, max: 131072 },
  SupportedIdentityProvidersListType: { type: 'list', member: 'ProviderNameType' },
  TagKeysType: { type: 'string', min: 1, max: 128 },
  TagResourceRequest: {
    type: 'structure',
    required: ['ResourceArn', 'Tags'],
    members: { ResourceArn: 'ArnType', Tags: 'UserPoolTagsType' }
  },
  TagResourceResponse: { type: 'structure', members: {} },
  TagValueType: { type: 'string', min: 0, max: 256 },
  TemporaryPasswordValidityDaysType: { type: 'integer', min: 0, max: 365 },
  TermsDescriptionListType: { type: 'list', member: 'TermsDescriptionType' },
  TermsDescriptionType: {
    type: 'structure',
    required: ['TermsId', 'TermsName', 'Enforcement', 'CreationDate', 'LastModifiedDate'],
    members: {
      TermsId: 'TermsIdType',
      TermsName: 'TermsNameType',
      Enforcement: 'TermsEnforcementType',
      CreationDate: 'DateType',
      LastModifiedDate: 'DateType'
    }
  },
  TermsEnforcementType: { type: 'string', enum: ['NONE'] },
  TermsIdType: {
    type: 'string',
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$'
  },
  TermsNameType: { type: 'string', pattern: '^(terms-of-use|privacy-policy)$' },
  TermsSourceType: { type: 'string', enum: ['LINK'] },
  TermsType: {
    type: 'structure',
    required: [
      'TermsId',
      'UserPoolId',
      'ClientId',
      'TermsName',
      'TermsSource',
      'Enforcement',
      'Links',
      'CreationDate',
      'LastModifiedDate'
    ],
    members: {
      TermsId: 'TermsIdType',
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      TermsName: 'TermsNameType',
      TermsSource: 'TermsSourceType',
      Enforcement: 'TermsEnforcementType',
      Links: 'LinksType',
      CreationDate: 'DateType',
      LastModifiedDate: 'DateType'
    }
  },
  TimeUnitsType: { type: 'string', enum: ['seconds', 'minutes', 'hours', 'days'] },
  TokenModelType: { type: 'string', pattern: '[A-Za-z0-9-_=.]+', sensitive: true },
  TokenValidityUnitsType: {
    type: 'structure',
    members: { AccessToken: 'TimeUnitsType', IdToken: 'TimeUnitsType', RefreshToken: 'TimeUnitsType' }
  },
  UICustomizationType: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      ImageUrl: 'ImageUrlType',
      CSS: 'CSSType',
      CSSVersion: 'CSSVersionType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType'
    }
  },
  UntagResourceRequest: {
    type: 'structure',
    required: ['ResourceArn', 'TagKeys'],
    members: { ResourceArn: 'ArnType', TagKeys: 'UserPoolTagsListType' }
  },
  UntagResourceResponse: { type: 'structure', members: {} },
  UpdateAuthEventFeedbackRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Username', 'EventId', 'FeedbackToken', 'FeedbackValue'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Username: 'UsernameType',
      EventId: 'EventIdType',
      FeedbackToken: 'TokenModelType',
      FeedbackValue: 'FeedbackValueType'
    }
  },
  UpdateAuthEventFeedbackResponse: { type: 'structure', members: {} },
  UpdateDeviceStatusRequest: {
    type: 'structure',
    required: ['AccessToken', 'DeviceKey'],
    members: {
      AccessToken: 'TokenModelType',
      DeviceKey: 'DeviceKeyType',
      DeviceRememberedStatus: 'DeviceRememberedStatusType'
    }
  },
  UpdateDeviceStatusResponse: { type: 'structure', members: {} },
  UpdateGroupRequest: {
    type: 'structure',
    required: ['GroupName', 'UserPoolId'],
    members: {
      GroupName: 'GroupNameType',
      UserPoolId: 'UserPoolIdType',
      Description: 'DescriptionType',
      RoleArn: 'ArnType',
      Precedence: 'PrecedenceType'
    }
  },
  UpdateGroupResponse: { type: 'structure', members: { Group: 'GroupType' } },
  UpdateIdentityProviderRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ProviderName'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ProviderName: 'ProviderNameType',
      ProviderDetails: 'ProviderDetailsType',
      AttributeMapping: 'AttributeMappingType',
      IdpIdentifiers: 'IdpIdentifiersListType',
      AcrMapping: 'Plain_map_128'
    }
  },
  UpdateIdentityProviderResponse: {
    type: 'structure',
    required: ['IdentityProvider'],
    members: { IdentityProvider: 'IdentityProviderType' }
  },
  UpdateManagedLoginBrandingRequest: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ManagedLoginBrandingId: 'ManagedLoginBrandingIdType',
      UseCognitoProvidedValues: 'BooleanType',
      Settings: 'Document',
      Assets: 'AssetListType'
    }
  },
  UpdateManagedLoginBrandingResponse: {
    type: 'structure',
    members: { ManagedLoginBranding: 'ManagedLoginBrandingType' }
  },
  UpdateProvisionedLimitRequest: {
    type: 'structure',
    required: ['LimitDefinition', 'RequestedLimitValue'],
    members: { LimitDefinition: 'LimitDefinitionType', RequestedLimitValue: 'IntegerType' }
  },
  UpdateProvisionedLimitResponse: { type: 'structure', required: ['Limit'], members: { Limit: 'LimitType' } },
  UpdateReplicaStatusType: { type: 'string', enum: ['ACTIVE', 'INACTIVE'] },
  UpdateResourceServerRequest: {
    type: 'structure',
    required: ['UserPoolId', 'Identifier', 'Name'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Identifier: 'ResourceServerIdentifierType',
      Name: 'ResourceServerNameType',
      Scopes: 'ResourceServerScopeListType'
    }
  },
  UpdateResourceServerResponse: {
    type: 'structure',
    required: ['ResourceServer'],
    members: { ResourceServer: 'ResourceServerType' }
  },
  UpdateTermsRequest: {
    type: 'structure',
    required: ['TermsId', 'UserPoolId'],
    members: {
      TermsId: 'TermsIdType',
      UserPoolId: 'UserPoolIdType',
      TermsName: 'TermsNameType',
      TermsSource: 'TermsSourceType',
      Enforcement: 'TermsEnforcementType',
      Links: 'LinksType'
    }
  },
  UpdateTermsResponse: { type: 'structure', members: { Terms: 'TermsType' } },
  UpdateUserAttributesRequest: {
    type: 'structure',
    required: ['UserAttributes', 'AccessToken'],
    members: {
      UserAttributes: 'AttributeListType',
      AccessToken: 'TokenModelType',
      ClientMetadata: 'ClientMetadataType'
    }
  },
  UpdateUserAttributesResponse: {
    type: 'structure',
    members: { CodeDeliveryDetailsList: 'CodeDeliveryDetailsListType' }
  },
  UpdateUserPoolClientRequest: {
    type: 'structure',
    required: ['UserPoolId', 'ClientId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientId: 'ClientIdType',
      ClientName: 'ClientNameType',
      RefreshTokenValidity: 'RefreshTokenValidityType',
      AccessTokenValidity: 'AccessTokenValidityType',
      IdTokenValidity: 'IdTokenValidityType',
      TokenValidityUnits: 'TokenValidityUnitsType',
      ReadAttributes: 'ClientPermissionListType',
      WriteAttributes: 'ClientPermissionListType',
      ExplicitAuthFlows: 'ExplicitAuthFlowsListType',
      SupportedIdentityProviders: 'SupportedIdentityProvidersListType',
      CallbackURLs: 'CallbackURLsListType',
      LogoutURLs: 'LogoutURLsListType',
      DefaultRedirectURI: 'RedirectUrlType',
      AllowedOAuthFlows: 'OAuthFlowsType',
      AllowedOAuthScopes: 'ScopeListType',
      AllowedOAuthFlowsUserPoolClient: 'BooleanType',
      AnalyticsConfiguration: 'AnalyticsConfigurationType',
      PreventUserExistenceErrors: 'PreventUserExistenceErrorTypes',
      EnableTokenRevocation: 'WrappedBooleanType',
      EnablePropagateAdditionalUserContextData: 'WrappedBooleanType',
      AuthSessionValidity: 'AuthSessionValidityType',
      RefreshTokenRotation: 'RefreshTokenRotationType'
    }
  },
  UpdateUserPoolClientResponse: { type: 'structure', members: { UserPoolClient: 'UserPoolClientType' } },
  UpdateUserPoolDomainRequest: {
    type: 'structure',
    required: ['Domain', 'UserPoolId'],
    members: {
      Domain: 'DomainType',
      UserPoolId: 'UserPoolIdType',
      ManagedLoginVersion: 'WrappedIntegerType',
      CustomDomainConfig: 'CustomDomainConfigType',
      Routing: 'RoutingType'
    }
  },
  UpdateUserPoolDomainResponse: {
    type: 'structure',
    members: {
      ManagedLoginVersion: 'WrappedIntegerType',
      CloudFrontDomain: 'DomainType',
      Routing: 'RoutingType'
    }
  },
  UpdateUserPoolReplicaRequest: {
    type: 'structure',
    required: ['UserPoolId', 'RegionName', 'Status'],
    members: { UserPoolId: 'UserPoolIdType', RegionName: 'RegionNameType', Status: 'UpdateReplicaStatusType' }
  },
  UpdateUserPoolReplicaResponse: { type: 'structure', members: { UserPoolReplica: 'UserPoolReplicaType' } },
  UpdateUserPoolRequest: {
    type: 'structure',
    required: ['UserPoolId'],
    members: {
      UserPoolId: 'UserPoolIdType',
      Policies: 'UserPoolPolicyType',
      DeletionProtection: 'DeletionProtectionType',
      LambdaConfig: 'LambdaConfigType',
      AutoVerifiedAttributes: 'VerifiedAttributesListType',
      SmsVerificationMessage: 'SmsVerificationMessageType',
      EmailVerificationMessage: 'EmailVerificationMessageType',
      EmailVerificationSubject: 'EmailVerificationSubjectType',
      VerificationMessageTemplate: 'VerificationMessageTemplateType',
      SmsAuthenticationMessage: 'SmsVerificationMessageType',
      UserAttributeUpdateSettings: 'UserAttributeUpdateSettingsType',
      MfaConfiguration: 'UserPoolMfaType',
      DeviceConfiguration: 'DeviceConfigurationType',
      EmailConfiguration: 'EmailConfigurationType',
      SmsConfiguration: 'SmsConfigurationType',
      UserPoolTags: 'UserPoolTagsType',
      AdminCreateUserConfig: 'AdminCreateUserConfigType',
      UserPoolAddOns: 'UserPoolAddOnsType',
      AccountRecoverySetting: 'AccountRecoverySettingType',
      PoolName: 'UserPoolNameType',
      UserPoolTier: 'UserPoolTierType',
      KeyConfiguration: 'KeyConfigurationType',
      IssuerConfiguration: 'IssuerConfigurationType',
      DcrConfiguration: 'DcrConfigurationType',
      AcrConfiguration: 'AcrConfigurationType'
    }
  },
  UpdateUserPoolResponse: { type: 'structure', members: {} },
  UserAttributeUpdateSettingsType: {
    type: 'structure',
    members: { AttributesRequireVerificationBeforeUpdate: 'AttributesRequireVerificationBeforeUpdateType' }
  },
  UserContextDataType: {
    type: 'structure',
    sensitive: true,
    members: { IpAddress: 'StringType', EncodedData: 'StringType' }
  },
  UserFilterType: { type: 'string', max: 256 },
  UserImportJobIdType: { type: 'string', min: 1, max: 55, pattern: 'import-[0-9a-zA-Z-]+' },
  UserImportJobNameType: { type: 'string', min: 1, max: 128, pattern: '[\\w\\s+=,.@-]+' },
  UserImportJobStatusType: {
    type: 'string',
    enum: ['Created', 'Pending', 'InProgress', 'Stopping', 'Expired', 'Stopped', 'Failed', 'Succeeded']
  },
  UserImportJobType: {
    type: 'structure',
    members: {
      JobName: 'UserImportJobNameType',
      JobId: 'UserImportJobIdType',
      UserPoolId: 'UserPoolIdType',
      PreSignedUrl: 'PreSignedUrlType',
      CreationDate: 'DateType',
      StartDate: 'DateType',
      CompletionDate: 'DateType',
      Status: 'UserImportJobStatusType',
      CloudWatchLogsRoleArn: 'ArnType',
      ImportedUsers: 'LongType',
      SkippedUsers: 'LongType',
      FailedUsers: 'LongType',
      CompletionMessage: 'CompletionMessageType',
      PasswordHashingAlgorithm: 'PasswordHashingAlgorithmType'
    }
  },
  UserImportJobsListType: { type: 'list', min: 1, max: 50, member: 'UserImportJobType' },
  UserMFASettingListType: { type: 'list', member: 'StringType' },
  UserPoolAddOnsType: {
    type: 'structure',
    required: ['AdvancedSecurityMode'],
    members: {
      AdvancedSecurityMode: 'AdvancedSecurityModeType',
      AdvancedSecurityAdditionalFlows: 'AdvancedSecurityAdditionalFlowsType'
    }
  },
  UserPoolClientDescription: {
    type: 'structure',
    members: { ClientId: 'ClientIdType', UserPoolId: 'UserPoolIdType', ClientName: 'ClientNameType' }
  },
  UserPoolClientListType: { type: 'list', member: 'UserPoolClientDescription' },
  UserPoolClientType: {
    type: 'structure',
    members: {
      UserPoolId: 'UserPoolIdType',
      ClientName: 'ClientNameType',
      ClientId: 'ClientIdType',
      ClientSecret: 'ClientSecretType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType',
      RefreshTokenValidity: 'RefreshTokenValidityType',
      AccessTokenValidity: 'AccessTokenValidityType',
      IdTokenValidity: 'IdTokenValidityType',
      TokenValidityUnits: 'TokenValidityUnitsType',
      ReadAttributes: 'ClientPermissionListType',
      WriteAttributes: 'ClientPermissionListType',
      ExplicitAuthFlows: 'ExplicitAuthFlowsListType',
      SupportedIdentityProviders: 'SupportedIdentityProvidersListType',
      CallbackURLs: 'CallbackURLsListType',
      LogoutURLs: 'LogoutURLsListType',
      DefaultRedirectURI: 'RedirectUrlType',
      AllowedOAuthFlows: 'OAuthFlowsType',
      AllowedOAuthScopes: 'ScopeListType',
      AllowedOAuthFlowsUserPoolClient: 'BooleanType',
      AnalyticsConfiguration: 'AnalyticsConfigurationType',
      PreventUserExistenceErrors: 'PreventUserExistenceErrorTypes',
      EnableTokenRevocation: 'WrappedBooleanType',
      EnablePropagateAdditionalUserContextData: 'WrappedBooleanType',
      AuthSessionValidity: 'AuthSessionValidityType',
      RefreshTokenRotation: 'RefreshTokenRotationType',
      ClientType: 'Plain_string_0'
    }
  },
  UserPoolDescriptionType: {
    type: 'structure',
    members: {
      Id: 'UserPoolIdType',
      Name: 'UserPoolNameType',
      LambdaConfig: 'LambdaConfigType',
      Status: 'StatusType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType',
      ReplicaRegions: 'ReplicaRegionsType'
    }
  },
  UserPoolIdType: { type: 'string', min: 1, max: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' },
  UserPoolListType: { type: 'list', member: 'UserPoolDescriptionType' },
  UserPoolMfaType: { type: 'string', enum: ['OFF', 'ON', 'OPTIONAL'] },
  UserPoolNameType: { type: 'string', min: 1, max: 128, pattern: '[\\w\\s+=,.@-]+' },
  UserPoolPolicyType: {
    type: 'structure',
    members: { PasswordPolicy: 'PasswordPolicyType', SignInPolicy: 'SignInPolicyType' }
  },
  UserPoolReplicaListType: { type: 'list', member: 'UserPoolReplicaType' },
  UserPoolReplicaType: {
    type: 'structure',
    members: {
      RegionName: 'RegionNameType',
      Status: 'ReplicaStatusType',
      Role: 'ReplicaRoleType',
      UserPoolArn: 'ArnType'
    }
  },
  UserPoolTagsListType: { type: 'list', member: 'TagKeysType' },
  UserPoolTagsType: { type: 'map', key: 'TagKeysType', value: 'TagValueType' },
  UserPoolTierType: { type: 'string', enum: ['LITE', 'ESSENTIALS', 'PLUS'] },
  UserPoolTokenSessionConfigType: {
    type: 'structure',
    required: ['MaxPerUser'],
    members: { MaxPerUser: 'Plain_integer_1' }
  },
  UserPoolType: {
    type: 'structure',
    members: {
      Id: 'UserPoolIdType',
      Name: 'UserPoolNameType',
      Policies: 'UserPoolPolicyType',
      DeletionProtection: 'DeletionProtectionType',
      LambdaConfig: 'LambdaConfigType',
      Status: 'StatusType',
      LastModifiedDate: 'DateType',
      CreationDate: 'DateType',
      SchemaAttributes: 'SchemaAttributesListType',
      AutoVerifiedAttributes: 'VerifiedAttributesListType',
      AliasAttributes: 'AliasAttributesListType',
      UsernameAttributes: 'UsernameAttributesListType',
      SmsVerificationMessage: 'SmsVerificationMessageType',
      EmailVerificationMessage: 'EmailVerificationMessageType',
      EmailVerificationSubject: 'EmailVerificationSubjectType',
      VerificationMessageTemplate: 'VerificationMessageTemplateType',
      SmsAuthenticationMessage: 'SmsVerificationMessageType',
      UserAttributeUpdateSettings: 'UserAttributeUpdateSettingsType',
      MfaConfiguration: 'UserPoolMfaType',
      DeviceConfiguration: 'DeviceConfigurationType',
      EstimatedNumberOfUsers: 'IntegerType',
      EmailConfiguration: 'EmailConfigurationType',
      SmsConfiguration: 'SmsConfigurationType',
      UserPoolTags: 'UserPoolTagsType',
      SmsConfigurationFailure: 'StringType',
      EmailConfigurationFailure: 'StringType',
      Domain: 'DomainType',
      CustomDomain: 'DomainType',
      AdminCreateUserConfig: 'AdminCreateUserConfigType',
      UserPoolAddOns: 'UserPoolAddOnsType',
      UsernameConfiguration: 'UsernameConfigurationType',
      Arn: 'ArnType',
      AccountRecoverySetting: 'AccountRecoverySettingType',
      UserPoolTier: 'UserPoolTierType',
      KeyConfiguration: 'KeyConfigurationType',
      IssuerConfiguration: 'IssuerConfigurationType',
      DcrConfiguration: 'DcrConfigurationType',
      AcrConfiguration: 'AcrConfigurationType'
    }
  },
  UserStatusType: {
    type: 'string',
    enum: [
      'UNCONFIRMED',
      'CONFIRMED',
      'ARCHIVED',
      'COMPROMISED',
      'UNKNOWN',
      'RESET_REQUIRED',
      'FORCE_CHANGE_PASSWORD',
      'EXTERNAL_PROVIDER'
    ]
  },
  UserType: {
    type: 'structure',
    members: {
      Username: 'UsernameType',
      Attributes: 'AttributeListType',
      UserCreateDate: 'DateType',
      UserLastModifiedDate: 'DateType',
      Enabled: 'BooleanType',
      UserStatus: 'UserStatusType',
      MFAOptions: 'MFAOptionListType'
    }
  },
  UserVerificationType: { type: 'string', enum: ['required', 'preferred'] },
  UsernameAttributeType: { type: 'string', enum: ['phone_number', 'email'] },
  UsernameAttributesListType: { type: 'list', member: 'UsernameAttributeType' },
  UsernameConfigurationType: {
    type: 'structure',
    required: ['CaseSensitive'],
    members: { CaseSensitive: 'WrappedBooleanType' }
  },
  UsernameType: {
    type: 'string',
    min: 1,
    max: 128,
    pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
    sensitive: true
  },
  UsersListType: { type: 'list', member: 'UserType' },
  VerificationMessageTemplateType: {
    type: 'structure',
    members: {
      SmsMessage: 'SmsVerificationMessageType',
      EmailMessage: 'EmailVerificationMessageType',
      EmailSubject: 'EmailVerificationSubjectType',
      EmailMessageByLink: 'EmailVerificationMessageByLinkType',
      EmailSubjectByLink: 'EmailVerificationSubjectByLinkType',
      DefaultEmailOption: 'DefaultEmailOptionType'
    }
  },
  VerifiedAttributeType: { type: 'string', enum: ['phone_number', 'email'] },
  VerifiedAttributesListType: { type: 'list', member: 'VerifiedAttributeType' },
  VerifySoftwareTokenRequest: {
    type: 'structure',
    required: ['UserCode'],
    members: {
      AccessToken: 'TokenModelType',
      Session: 'SessionType',
      UserCode: 'SoftwareTokenMFAUserCodeType',
      FriendlyDeviceName: 'StringType'
    }
  },
  VerifySoftwareTokenResponse: {
    type: 'structure',
    members: { Status: 'VerifySoftwareTokenResponseType', Session: 'SessionType' }
  },
  VerifySoftwareTokenResponseType: { type: 'string', enum: ['SUCCESS', 'ERROR'] },
  VerifyUserAttributeRequest: {
    type: 'structure',
    required: ['AccessToken', 'AttributeName', 'Code'],
    members: {
      AccessToken: 'TokenModelType',
      AttributeName: 'AttributeNameType',
      Code: 'ConfirmationCodeType'
    }
  },
  VerifyUserAttributeResponse: { type: 'structure', members: {} },
  WebAuthnAuthenticatorAttachmentType: { type: 'string' },
  WebAuthnAuthenticatorTransportType: { type: 'string' },
  WebAuthnAuthenticatorTransportsList: { type: 'list', member: 'WebAuthnAuthenticatorTransportType' },
  WebAuthnConfigurationType: {
    type: 'structure',
    members: {
      RelyingPartyId: 'RelyingPartyIdType',
      UserVerification: 'UserVerificationType',
      FactorConfiguration: 'WebAuthnFactorConfigurationType'
    }
  },
  WebAuthnCredentialDescription: {
    type: 'structure',
    required: [
      'CredentialId',
      'FriendlyCredentialName',
      'RelyingPartyId',
      'AuthenticatorTransports',
      'CreatedAt'
    ],
    members: {
      CredentialId: 'StringType',
      FriendlyCredentialName: 'StringType',
      RelyingPartyId: 'StringType',
      AuthenticatorAttachment: 'WebAuthnAuthenticatorAttachmentType',
      AuthenticatorTransports: 'WebAuthnAuthenticatorTransportsList',
      CreatedAt: 'DateType'
    }
  },
  WebAuthnCredentialDescriptionListType: { type: 'list', member: 'WebAuthnCredentialDescription' },
  WebAuthnCredentialsQueryLimitType: { type: 'integer', min: 0, max: 20 },
  WebAuthnFactorConfigurationType: {
    type: 'string',
    enum: ['SINGLE_FACTOR', 'MULTI_FACTOR_WITH_USER_VERIFICATION']
  },
  WebAuthnMfaSettingsType: { type: 'structure', members: { Enabled: 'BooleanType' } },
  WrappedBooleanType: { type: 'boolean' },
  WrappedIntegerType: { type: 'integer' }
}
