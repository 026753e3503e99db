variable "name" {
  description = "Name of the function; its role and log group are named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 letters, digits, - and _."
  }
}

variable "stage_name" {
  description = "Name of the stage."
  type        = string
  default     = "Run_Database_Migrations"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9.@_-]{1,100}$", var.stage_name))
    error_message = "stage_name must be 1 to 100 letters, digits and .@_-."
  }
}

variable "code" {
  description = "The zipped function: a local `file`, or its place in S3. `npm run pack` makes it: `ecs-migrate-VERSION-lambda.zip`."
  type = object({
    file              = optional(string)
    s3_bucket         = optional(string)
    s3_key            = optional(string)
    s3_object_version = optional(string)
  })
  nullable = false

  validation {
    condition     = var.code.file == null || try(fileexists(var.code.file), false)
    error_message = "code.file does not exist."
  }

  validation {
    condition     = length(compact([var.code.file, var.code.s3_bucket])) == 1 && length(compact([var.code.s3_bucket, var.code.s3_key])) != 1
    error_message = "code must be either file, or s3_bucket with s3_key."
  }
}

variable "function" {
  description = "Handler (that of `hook` or of an action), architecture (`x86_64` or `arm64`), memory in MB and time-out in seconds of one call: 120, for a call looks once and returns, and the migration itself may take 24 hours; 900 for CodeDeploy, where it watches."
  type = object({
    handler      = optional(string)
    architecture = optional(string, "arm64")
    memory_size  = optional(number, 256)
    timeout      = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.function.architecture)
    error_message = "function.architecture must be x86_64 or arm64."
  }

  validation {
    condition     = var.function.memory_size >= 128 && var.function.memory_size <= 10240
    error_message = "function.memory_size must be 128 to 10240 MB."
  }

  validation {
    condition     = var.function.timeout == null || try(var.function.timeout >= 30 && var.function.timeout <= 900, false)
    error_message = "function.timeout must be 30 to 900 seconds."
  }
}

variable "hook" {
  description = "`codedeploy` or `ecs`: the function is a hook of a deployment by these, in place of an action of a pipeline. Its settings are then variables of the function. See docs/lambda.md for what the hook needs of `caller-policy`."
  type        = string
  default     = null

  validation {
    condition     = var.hook == null || try(contains(["codedeploy", "ecs"], var.hook), false)
    error_message = "hook must be codedeploy or ecs; without it the function is an action of a pipeline."
  }
}

variable "settings" {
  description = "Settings of `ecs-migrate run` by the names of its flags in snake_case, as text: the output `settings` of `migration-task`, and more."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.settings), "cluster")
    error_message = "settings must name the cluster."
  }

  validation {
    condition     = alltrue([for name, value in var.settings : can(regex("^[a-z]+(_[a-z]+)*$", name)) && value != ""])
    error_message = "settings takes the names of flags in snake_case, such as task_definition, and no empty values."
  }

  validation {
    condition     = var.hook != null || length(jsonencode(var.settings)) <= 1000
    error_message = "settings must have at most 1000 characters as JSON: CodePipeline takes no more user parameters."
  }
}

variable "caller_policy_json" {
  description = "What the function may do: the output `json` of `caller-policy` with `lambda = true`."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.caller_policy_json).Statement)
    error_message = "caller_policy_json must be a JSON policy with a Statement."
  }
}

variable "role" {
  description = "Path and permissions boundary of the function's role."
  type        = object({ path = optional(string, "/"), boundary_arn = optional(string) })
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of all that is made here."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "logs" {
  description = "Days that the log of the function is kept, and a KMS key that encrypts it (its policy must admit CloudWatch Logs)."
  type        = object({ retention_in_days = optional(number, 365), kms_key_arn = optional(string) })
  default     = {}
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_in_days)
    error_message = "logs.retention_in_days must be one of those that CloudWatch Logs has, such as 30, 90 or 365."
  }
}
