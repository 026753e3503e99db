variable "name" {
  description = "Name of the state machine and of the function; roles and log groups are named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.name))
    error_message = "name must be 1 to 64 letters, digits, - and _."
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

variable "bucket" {
  description = "Name of the S3 bucket of the targets files, and of what executions write: outcomes, results, failures. Version it, and let a lifecycle rule delete old objects below `prefix`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9.-]{3,63}$", var.bucket))
    error_message = "bucket must be the name of a bucket, not an ARN."
  }
}

variable "prefix" {
  description = "What the keys of everything that executions write begin with."
  type        = string
  default     = "fleet/"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/$", var.prefix))
    error_message = "prefix must end with /, and has letters, digits, - _ . and / only."
  }
}

variable "caller_policy_json" {
  description = "What the function may do: the output `json` of `caller-policy` with `many_targets = true`."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.caller_policy_json).Statement)
    error_message = "caller_policy_json must be a JSON policy with a Statement."
  }
}

variable "settings" {
  description = "Settings of all targets, by the names of the flags of `ecs-migrate run` in snake_case, as text: the output `settings` of `migration-task`, and more. They are variables of the function; the input of an execution and the rows of the targets file come before them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.settings : can(regex("^[a-z]+(_[a-z]+)*$", name)) && value != ""])
    error_message = "settings takes the names of flags in snake_case, such as task_definition, and no empty values."
  }
}

variable "concurrency" {
  description = "How many targets run at once, if the input of an execution does not say it."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 10000 && floor(var.concurrency) == var.concurrency
    error_message = "concurrency must be a whole number from 1 to 10000."
  }
}

variable "rate" {
  description = "Launches a second, if the input of an execution does not say it. The default is half of AWS's quota of RunTask, which the whole account shares."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.rate > 0 && var.rate <= 100
    error_message = "rate must be above 0, and at most 100."
  }
}

variable "function" {
  description = "Architecture (`x86_64` or `arm64`), memory in MB and time-out in seconds of one call. The migrations themselves may take much longer."
  type = object({
    architecture = optional(string, "arm64")
    memory_size  = optional(number, 512)
    timeout      = optional(number, 120)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.function.architecture)
    error_message = "function.architecture must be x86_64 or arm64."
  }

  validation {
    condition     = var.function.memory_size >= 256 && var.function.memory_size <= 10240
    error_message = "function.memory_size must be 256 to 10240 MB."
  }

  validation {
    condition     = var.function.timeout >= 60 && var.function.timeout <= 280
    error_message = "function.timeout must be 60 to 280 seconds: the state machine waits for 300."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of an SNS topic that is told of each execution that did not succeed. Its policy must admit EventBridge (`failed_rule_arn`)."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null || can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn must be the ARN of an SNS topic."
  }
}

variable "role" {
  description = "Path and permissions boundary of the roles."
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
  description = "Days that the logs are kept, and a KMS key that encrypts them (its policy must admit CloudWatch Logs)."
  type        = object({ retention_in_days = optional(number, 365), kms_key_arn = optional(string) })
  default     = {}
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_in_days)
    error_message = "logs.retention_in_days must be one of those that CloudWatch Logs has, such as 30, 90 or 365."
  }
}
