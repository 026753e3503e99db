variable "name" {
  description = "What the roles are for, such as the family of the task definition; their names begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w+=,.@-]+$", var.name))
    error_message = "name must be of letters, digits and _+=,.@-: role names begin with it."
  }
}

variable "images" {
  description = "Images of the containers. The execution role may pull from the repositories of those that are in ECR."
  type        = list(string)
  nullable    = false
}

variable "secrets" {
  description = "What the containers' `secrets` refer to: ARNs in Secrets Manager (with or without `:KEY::`) or in the SSM Parameter Store."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for it in var.secrets : can(regex("^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/)", it))])
    error_message = "secrets takes ARNs of Secrets Manager or of the SSM Parameter Store."
  }
}

variable "secrets_kms_key_arns" {
  description = "KMS keys that encrypt the secrets, where they are not AWS's own."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.secrets_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", arn))])
    error_message = "secrets_kms_key_arns must be ARNs of keys (an alias has no effect in a policy)."
  }
}

variable "log_group_arn" {
  description = "ARN of the log group that the containers write to."
  type        = string
  nullable    = false
}

variable "task_policies" {
  description = "JSON policies of the task role, by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for policy in values(var.task_policies) : can(jsondecode(policy).Statement)])
    error_message = "task_policies must be JSON policies with a Statement."
  }
}

variable "path" {
  description = "Path of both roles."
  type        = string
  default     = "/"
  nullable    = false
}

variable "tags" {
  description = "Tags of both roles."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "boundary_arn" {
  description = "ARN of the permissions boundary of both roles."
  type        = string
  default     = null
}
