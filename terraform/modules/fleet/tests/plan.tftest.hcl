mock_provider "aws" {
  source = "./tests"
}

variables {
  name               = "migrate-tenants"
  bucket             = "my-fleets"
  settings           = { cluster = "production", task_definition = "tenant-migrate" }
  caller_policy_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  code               = { s3_bucket = "releases", s3_key = "ecs-migrate-0.1.0.zip" }
}

run "machine" {
  command = apply

  assert {
    condition     = aws_sfn_state_machine.this.type == "STANDARD" && jsondecode(aws_sfn_state_machine.this.definition).QueryLanguage == "JSONata"
    error_message = "The state machine is a standard one in JSONata."
  }

  assert {
    condition = (
      jsondecode(aws_sfn_state_machine.this.definition).States.RunWave.ToleratedFailurePercentage == 100 &&
      jsondecode(aws_sfn_state_machine.this.definition).States.RunWave.ItemReader.Arguments.Bucket == "my-fleets" &&
      jsondecode(aws_sfn_state_machine.this.definition).States.Prepare.Arguments.FunctionName == aws_lambda_function.this.arn
    )
    error_message = "No failure aborts a child; the function and the bucket are this module's."
  }

  assert {
    condition     = one(aws_sfn_state_machine.this.logging_configuration).level == "ERROR" && !one(aws_sfn_state_machine.this.logging_configuration).include_execution_data
    error_message = "The log has errors, and no data of executions."
  }

  assert {
    condition     = one(aws_lambda_function.this.environment).variables == tomap({ ECS_MIGRATE_CLUSTER = "production", ECS_MIGRATE_TASK_DEFINITION = "tenant-migrate" })
    error_message = "The settings are variables of the function."
  }

  assert {
    condition = jsonencode({
      function  = jsondecode(aws_iam_role_policy.function.policy)
      machine   = jsondecode(aws_iam_role_policy.machine.policy)
      starter   = jsondecode(output.starter_policy_json)
      trust     = jsondecode(aws_iam_role.function.assume_role_policy)
      trust_sfn = jsondecode(aws_iam_role.machine.assume_role_policy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "The policies are those of tests/policies.json."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.failed) == 0
    error_message = "Nobody is told unless there is a topic."
  }
}

run "alarm" {
  command = apply

  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:111122223333:alarms"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.failed[0].event_pattern).detail.status == ["FAILED", "TIMED_OUT", "ABORTED"] && aws_cloudwatch_event_target.failed[0].arn == "arn:aws:sns:eu-west-1:111122223333:alarms"
    error_message = "The topic is told of executions that failed."
  }
}

run "a_bucket_by_arn" {
  command = plan
  variables {
    bucket = "arn:aws:s3:::my-fleets"
  }
  expect_failures = [var.bucket]
}

run "a_prefix_without_an_end" {
  command = plan
  variables {
    prefix = "fleet"
  }
  expect_failures = [var.prefix]
}
